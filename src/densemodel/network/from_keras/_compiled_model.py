"""How a model in memory is compiled, as Keras would write it, and what its spec loses of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.data import choose_task
from densemodel.language import OPTIMIZERS, KerasCall, is_number, shortest_in_32_bits
from densemodel.network.builder._keras import load_keras
from densemodel.network.builder._make import make
from densemodel.network.from_keras._layer_config import config_of, is_keras_own, plain
from densemodel.network.from_keras._training_clauses import (
    CLIPPINGS,
    call_of,
    one_by_one,
    option_in,
    others_lost,
    say_training,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.language import Spec
    from densemodel.network.from_keras._training_clauses import Measure


def say_compiled(spec: Spec, model: Any) -> tuple[Spec, list[str]]:
    """Add the clauses for how a model is compiled to the spec of its layers.

    Returns:
        The spec with its clauses, and a sentence for everything that is lost.
    """
    if not model.compiled:
        note = (
            "The model is not compiled: the defaults are used for the optimizer and the loss, as "
            "for batch, epochs, patience, split and seed"
        )
        return spec, [note]
    lost: list[str] = []
    # what was given to compile, as it was given; Keras has no public name for it
    given = model._compile_config.config  # noqa: SLF001
    compiled = {
        "optimizer": _optimizer(model.optimizer, lost),
        "loss": [_measure(one, "losses") for one in one_by_one(given.get("loss"))],
        "metrics": [_measure(one, "metrics") for one in one_by_one(given.get("metrics"))],
    }
    spec, loss, metrics = say_training(spec, compiled, lost)
    task = choose_task(spec)
    if loss is not None:
        lost += _differences("loss", loss, task.loss)
    for metric in metrics:
        lost += _differences(f"metric {metric.word}", metric, call_of(metric, task.metrics))
    lost += others_lost(given)
    # Keras chooses jit_compile by the machine, and does not tell whether the user did
    lost += [
        f"{key}={given[key]} of compile is lost"
        for key, usual in (("run_eagerly", False), ("steps_per_execution", 1))
        if given.get(key, usual) not in (usual, None)
    ]
    lost.append(
        "A model does not hold batch, epochs, patience, split and seed: their defaults are used"
    )
    return spec, lost


def _object(module: str, name: str, config: dict[str, Any]) -> dict[str, Any]:
    return {"module": f"keras.{module}", "class_name": name, "config": config}


def _optimizer(optimizer: Any, lost: list[str]) -> dict[str, Any]:
    """An optimizer as Keras writes it, with the first rate in place of a schedule."""
    name = type(optimizer).__name__
    if type(optimizer) is load_keras().optimizers.LossScaleOptimizer:
        inner = _optimizer(optimizer.inner_optimizer, lost)
        return _object("optimizers", name, {"inner_optimizer": inner})
    entry = OPTIMIZERS.get(name.lower())
    if entry is None or not is_keras_own(optimizer, "optimizers"):
        return {"class_name": name}
    try:
        config = {key: plain(value) for key, value in config_of(optimizer).items()}
    except (NotImplementedError, TypeError):
        # a custom schedule, which Keras can't save either
        lost.append(
            f"The schedule and the options of the optimizer {entry.word} are lost, because the "
            "schedule has no get_config: the defaults are used instead"
        )
        return _object("optimizers", name, {"learning_rate": entry.learning_rate})
    schedule = config["learning_rate"]
    if not is_number(schedule):
        try:
            first = float(load_keras().optimizers.schedules.deserialize(schedule)(0))
        except (TypeError, ValueError):  # an unknown class: the rate of this step
            first = float(optimizer.learning_rate)
        first = shortest_in_32_bits(first)
        kind = str(schedule["class_name"])
        called = "" if kind == "__lambda__" else f"{kind} "
        lost.append(
            f"The schedule {called}of the learning rate is lost: its first rate, {first}, is kept"
        )
        config["learning_rate"] = first
    given = {one.argument for one in entry.options if option_in(config, one)}
    usual = {key: plain(one) for key, one in config_of(make(KerasCall("optimizers", name))).items()}
    lost += [
        f"{key}={value} of the optimizer {entry.word} is lost"
        for key, value in config.items()
        if key not in {"name", "learning_rate", *CLIPPINGS, *given} and value != usual.get(key)
    ]
    return _object("optimizers", name, config)


def _measure(one: Any, module: str) -> str | dict[str, Any]:
    """A loss or metric as Keras writes it; what is not Keras's own by its name alone."""
    keras = load_keras()
    if isinstance(one, str):
        return one
    kind = one if isinstance(one, type) else type(one)
    name = str(getattr(one, "__name__", kind.__name__))
    if getattr(getattr(keras, module), kind.__name__, None) is kind:
        return name if isinstance(one, type) else _object(module, name, _settings(one))
    is_keras = any(getattr(place, name, None) is one for place in (keras.losses, keras.metrics))
    return name if is_keras else {"class_name": name}


def _settings(measure: Any) -> dict[str, Any]:
    """The config of a loss or metric, with the delta of Huber that Keras leaves out."""
    config = {**getattr(measure, "_fn_kwargs", {}), **config_of(measure)}
    return {key: plain(value) for key, value in config.items()}


def _differences(what: str, measure: Measure, call: KerasCall | None) -> Iterator[str]:
    config = measure.config
    if config is None and what == "loss":  # by name it has Keras's defaults
        config = _settings(getattr(load_keras().losses, measure.name)())
    if call is None or config is None:
        return
    written = _settings(make(call.with_argument("name", measure.word)))
    for key, value in config.items():
        if key not in ("name", "dtype", "fn") and value != written.get(key):
            yield f"{key}={value} of the {what} is lost: the spec has {written.get(key)}"
