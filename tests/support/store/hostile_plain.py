"""Configs of plain Keras, each with one thing that no spec says; the weights are those of before.

What they name does nothing, also not where Keras itself would load it.
"""

import json
from copy import deepcopy


def hostile_plain(config):
    """Change one thing at a time.

    Args:
        config: Of a Sequential of two Dense layers behind an input.
    """
    for where, facts in _FACTS.items():
        for number, (key, value) in enumerate(facts):
            changed = deepcopy(config)
            _place(changed, where).update({key: value})
            name = "".join(letter for letter in key[:20] if letter.isalnum() or letter == "_")
            yield f"{where}_{number}_{name}", json.dumps(changed).encode()
    for name, change in _CHANGES.items():
        yield name, _with(config, change)
    yield from _functional(config)


def _with(config, change):
    changed = deepcopy(config)
    change(changed)
    return json.dumps(changed).encode()


def _place(config, where):
    """The table in which something is another."""
    source = config["config"]["layers"][0]["config"]
    return {
        "model": config,
        "input": source,
        "layer": _layer(config),
        "config": _layer(config)["config"],
    }[where]


def _layer(config):
    return config["config"]["layers"][1]


def _object(module, kind, config, registered=None):
    return {"module": module, "class_name": kind, "config": config, "registered_name": registered}


_RUN = _object("builtins", "function", "no_such_function", "function")
_CODE = {"class_name": "__lambda__", "config": {"code": "bm90IGNvZGU=\n", "defaults": None}}

_OF_A_LAYER = [
    ("module", "no_such_package.layers"), ("module", "keras.src.layers.core.dense"),
    ("module", "keras"), ("module", None), ("module", ["keras.layers"]),
    ("module", "keras.layers.core"),
    ("class_name", "Lambda"), ("class_name", "TFSMLayer"), ("class_name", "StringLookup"),
    ("class_name", "LSTM"), ("class_name", "Sequential"), ("class_name", "InputLayer"),
    ("class_name", "dense"), ("class_name", ""), ("class_name", None), ("class_name", ["Dense"]),
    ("class_name", "Dense\u0000"), ("class_name", "D" * 10_000),
    ("registered_name", "no_such_package>Dense"), ("registered_name", 3),
    ("config", None), ("config", []), ("config", "Dense"), ("config", {}),
    ("name", "another"), ("compile_config", {}), ("build_config", _RUN),
    ("build_config", {"input_shape": [10**9, 10**9]}), ("build_config", "x" * 100_000),
    ("shared_object_id", 7), ("inbound_nodes", [_RUN]), ("assets", ["../../x"]),
]  # fmt: skip

_OF_A_CONFIG = [
    ("units", 10**9), ("units", 9_999_999), ("units", 10**30), ("units", -8), ("units", 0),
    ("units", 8.0), ("units", "8"), ("units", True), ("units", None), ("units", [8]), ("units", 9),
    ("activation", _RUN), ("activation", _CODE), ("activation", "no_such_function"),
    ("activation", _object("keras.layers", "ReLU", {})), ("activation", "tanh\n"),
    ("activation", 3), ("activation", ["relu"]), ("activation", "x -> 9999999"),
    ("use_bias", None), ("use_bias", 1), ("use_bias", "true"), ("use_bias", False),
    ("kernel_initializer", _object("no_such_package", "Start", {})),
    ("kernel_initializer", _object("keras.initializers", "Constant", {"value": _RUN})),
    ("kernel_initializer", _object("keras.initializers", "a.b", {})),
    ("kernel_initializer", "glorot_uniform"), ("bias_initializer", _RUN), ("bias_initializer", 3),
    ("kernel_regularizer", _object("keras.regularizers", "L2", {"l2": "0.1"})),
    ("kernel_regularizer", _object("keras.regularizers", "L2", {"l2": -1})),
    ("kernel_regularizer", _object("keras.regularizers", "L2", {"l2": 0.1, "run": _RUN})),
    ("kernel_regularizer", _object("keras.regularizers", "OrthogonalRegularizer", {})),
    ("kernel_regularizer", _RUN), ("bias_regularizer", _RUN), ("activity_regularizer", _RUN),
    ("kernel_constraint", _object("keras.constraints", "MaxNorm", {"max_value": 2})),
    ("bias_constraint", _RUN), ("trainable", False), ("trainable", 1), ("trainable", None),
    ("dtype", "float64"), ("dtype", "mixed_float16"), ("dtype", 32),
    ("dtype", _object("keras", "DTypePolicy", {"name": "float16"})),
    ("dtype", _object("no_such_package", "DTypePolicy", {"name": "float32"})),
    ("quantization_config", _RUN), ("lora_rank", 4), ("lora_alpha", 1), ("seed", _RUN),
    ("name", "dense_1"), ("name", 3), ("name", None), ("name", "\u001b[2J"), ("name", "n" * 10_000),
    ("run", _RUN), ("", None), ("\u001b[2J", "x"), ("k" * 10_000, 1), ("batch_shape", [None, 7]),
]  # fmt: skip

_OF_THE_INPUT = [
    ("batch_shape", [None, 10**9]), ("batch_shape", [None, None]), ("batch_shape", [None]),
    ("batch_shape", []), ("batch_shape", None), ("batch_shape", [None, 6.0]),
    ("batch_shape", [None, True]), ("batch_shape", [None, -6]), ("batch_shape", [None] + [9] * 99),
    ("batch_shape", {"0": 6}), ("batch_shape", "6"), ("batch_shape", [None, 7]),
    ("dtype", "string"), ("dtype", "complex64"), ("dtype", _RUN), ("sparse", True),
    ("ragged", True), ("optional", True), ("tensor", _RUN), ("name", None),
]  # fmt: skip

_OF_THE_MODEL = [
    ("module", "no_such_package"), ("module", "keras.src.models"), ("module", None),
    ("class_name", "Model"), ("class_name", "Functional"), ("class_name", None),
    ("registered_name", "no_such_package>Sequential"), ("config", None), ("config", []),
    ("config", {"name": "x"}), ("config", {"layers": {}}), ("config", {"layers": [[]]}),
    ("config", {"layers": []}), ("more", _RUN), ("build_config", _RUN), ("compile_config", 3),
    ("compile_config", {"optimizer": _RUN, "loss": _RUN, "metrics": _RUN}),
    ("compile_config", {"optimizer": _object("keras.optimizers", "Adam", {"learning_rate": _RUN})}),
    ("compile_config", {"optimizer": _object("keras.optimizers", "SGD", {"momentum": 10**40})}),
    ("compile_config", {"optimizer": _object("keras.optimizers", "SGD", {"clipnorm": -1.0})}),
    ("compile_config", {"loss": "mse ; epochs 9", "metrics": [{"a": 1}] * 5_000}),
    ("compile_config", {"loss": _object("keras.losses", "Huber", {"delta": "x"})}),
    ("compile_config", {"loss": ["mse"], "metrics": {"a": "b"}, "loss_weights": _RUN}),
]  # fmt: skip

_FACTS = {
    "layer": _OF_A_LAYER,
    "config": _OF_A_CONFIG,
    "input": _OF_THE_INPUT,
    "model": _OF_THE_MODEL,
}


def _repeat(config, count):
    layers = config["config"]["layers"]
    for number in range(count):
        layer = deepcopy(layers[1])
        layer["config"]["name"] = f"more_{number}"
        layers.insert(2, layer)


def _nest(config, depth):
    layers = config["config"]["layers"]
    inner = layers[1]
    for number in range(depth):
        inner = _object("keras", "Sequential", {"name": f"deep_{number}", "layers": [inner]})
    layers[1] = inner


def _drop_layers(config):
    del config["config"]["layers"][1:]


def _twice(config, place):
    layers = config["config"]["layers"]
    layers.insert(place, layers[place])


def _more_keys(config):
    _layer(config)["config"].update({f"k{number}": number for number in range(20_000)})


_CHANGES = {
    "no_input": lambda config: config["config"]["layers"].pop(0),
    "no_layers": _drop_layers,
    "two_inputs": lambda config: _twice(config, 0),
    "the_same_layer_twice": lambda config: _twice(config, 1),
    "a_thousand_layers": lambda config: _repeat(config, 1_000),
    "many_layers": lambda config: _repeat(config, 190),
    "nested_once": lambda config: _nest(config, 1),
    "nested_deeply": lambda config: _nest(config, 15),
    "nested_beyond_json": lambda config: _nest(config, 100),
    "layers_out_of_order": lambda config: config["config"]["layers"].reverse(),
    "many_lists": lambda config: config.update(more=[[]] * 95_000),
    "many_tables": lambda config: config.update(more=[{"a": 1}] * 38_000),
    "many_keys": _more_keys,
    "large_config": lambda config: config.update(more="x" * 2_000_000),
    "large_name": lambda config: _layer(config)["config"].update(name="x" * 500_000),
}


def _functional(config):
    """The same layers as a Functional model, which is no chain."""
    for name, change in _CALLS.items():
        functional = deepcopy(config)
        functional |= {"module": "keras.src.models.functional", "class_name": "Functional"}
        layers = functional["config"]["layers"]
        names = [layer["config"]["name"] for layer in layers]
        for layer, before in zip(layers, [None, *names], strict=False):
            layer["name"] = layer["config"]["name"]
            layer["inbound_nodes"] = [] if before is None else [_call(before)]
        functional["config"] |= {
            "input_layers": [names[0], 0, 0],
            "output_layers": [names[-1], 0, 0],
        }
        change(functional["config"])
        yield f"functional_{name}", json.dumps(functional).encode()


def _call(before, **kwargs):
    tensor = {"class_name": "__keras_tensor__", "config": {"keras_history": [before, 0, 0]}}
    return {"args": [tensor], "kwargs": kwargs}


_CALLS = {
    "of_a_chain": lambda _: None,
    "skip": lambda c: c["layers"][2].update(inbound_nodes=[_call("input_layer")]),
    "cycle": lambda c: c["layers"][1].update(inbound_nodes=[_call("dense_1")]),
    "itself": lambda c: c["layers"][1].update(inbound_nodes=[_call("dense")]),
    "twice": lambda c: c["layers"][2].update(inbound_nodes=[_call("dense")] * 2),
    "two_tensors": lambda c: c["layers"][2]["inbound_nodes"][0]["args"].append("x"),
    "with_words": lambda c: c["layers"][2].update(inbound_nodes=[_call("dense", training=True)]),
    "with_a_function": lambda c: c["layers"][2].update(inbound_nodes=[_call("dense", mask=_RUN)]),
    "nobody": lambda c: c["layers"][2].update(inbound_nodes=[_call("nobody")]),
    "no_calls": lambda c: c["layers"][2].update(inbound_nodes=[]),
    "calls_of_another_kind": lambda c: c["layers"][2].update(inbound_nodes="dense"),
    "call_of_another_kind": lambda c: c["layers"][2].update(inbound_nodes=[["dense", 0, 0, {}]]),
    "another_output": lambda c: c.update(output_layers=["dense", 0, 0]),
    "two_outputs": lambda c: c.update(output_layers=[["dense", 0, 0], ["dense_1", 0, 0]]),
    "no_outputs": lambda c: c.update(output_layers=None),
    "another_input": lambda c: c.update(input_layers=["dense", 0, 0]),
    "out_of_order": lambda c: c["layers"].reverse(),
}
