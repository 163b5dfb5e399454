"""What a model is and does, as plain data that two processes can compare; no densemodel here."""

import hashlib
import json
import re

import keras
import numpy as np


def model_facts(model, x, y):
    """Configuration, first weights and seeds, answers, loss and metrics of a compiled model.

    Args:
        model: A compiled model.
        x: A few rows, float32.
        y: Their labels, as the compiled loss wants them.
    """
    answers = model(x)
    loss = model.compute_loss(x, y, answers)
    metrics = model.compute_metrics(x, y, answers)
    optimizer = keras.optimizers.serialize(model.optimizer)
    facts = {
        "config": _unnumbered(model.get_config()),
        "optimizer": _unnumbered(optimizer),
        "weights": [_digest(weight) for weight in model.get_weights()],
        # the seeds of Dropout and its like are among the variables
        "variables": [
            _digest(variable.numpy()) for layer in model.layers for variable in layer.variables
        ],
        "answers": _values(np.asarray(answers)),
        "loss": repr(float(loss)),
        "metrics": {name: _values(np.asarray(value)) for name, value in metrics.items()},
    }
    return json.loads(json.dumps(facts))


def _digest(array):
    """Arrays are equal to the last bit if this is; some hold half a million numbers."""
    content = np.ascontiguousarray(array).tobytes()
    return [list(array.shape), str(array.dtype), hashlib.sha256(content).hexdigest()]


def _values(array):
    return [list(array.shape), [repr(float(value)) for value in array.ravel()]]


def _unnumbered(config, key=""):
    """A configuration without the numbers that Keras gives to the names of objects as they come."""
    if isinstance(config, dict):
        return {name: _unnumbered(value, name) for name, value in config.items()}
    if isinstance(config, list | tuple):
        return [_unnumbered(value) for value in config]
    return re.sub(r"_\d+$", "", config) if key == "name" and isinstance(config, str) else config


def run_scripts(folder, count):
    """Run the part of each script that makes the model, and write the facts of that model."""
    for number in range(count):
        with open(f"{folder}/{number}.py", encoding="utf-8") as file:  # noqa: PTH123
            code = file.read()
        with np.load(f"{folder}/{number}.npz") as data:
            x, y = data["x"], data["y"]
            facts = facts_or_error(lambda code=code, x=x, y=y: _model_of(code, x, y), x, y)
        with open(f"{folder}/{number}.json", "w", encoding="utf-8") as file:  # noqa: PTH123
            json.dump(facts, file)


def facts_or_error(make, x, y):
    """The facts of a model; the error if Keras does not make it, so that others are still tried."""
    try:
        return model_facts(make(), x, y)
    except Exception as error:  # noqa: BLE001 - it is reported, as the difference of this spec
        return {"error": repr(error)}


def _model_of(code, x, y):
    names = {"x_train": x, "y_train": y}
    exec(compile(code, "script.py", "exec"), names)  # noqa: S102 - a script that we wrote
    return names["model"]
