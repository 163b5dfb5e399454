"""Translates the compile arguments of a Keras file into clauses, with notes on what is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.data import choose_task
from densemodel.errors import SpecError
from densemodel.language import LOSSES, METRICS, OPTIMIZERS, write_number
from densemodel.store.contents._config_table import is_number, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from densemodel.language import Option, Spec

_ACCURACY = "accuracy"
_OTHERS = ("loss_weights", "weighted_metrics")
_MOST_METRICS = 20
_CLIPPINGS = {"clipnorm": "clip norm", "clipvalue": "clip value"}
_NOT_COMPILED = "The model is not compiled: optimizer and loss are the defaults"


def with_training(spec: Spec, compiled: object) -> tuple[Spec, list[str]]:
    """Add the clauses for the compile arguments, as far as they fit the network.

    Args:
        spec: The network alone.
        compiled: What the file says; anything.

    Returns:
        The spec, and a sentence for each thing that it does not say.
    """
    if not isinstance(compiled, dict):
        return spec, [_NOT_COMPILED]
    lost: list[str] = []
    for what, clauses in (
        ("optimizer", _optimizer_clauses(compiled.get("optimizer"), lost)),
        ("loss", _loss_clauses(compiled.get("loss"), lost)),
        ("metrics", _metrics_clauses(compiled.get("metrics"), lost)),
    ):
        if not clauses:
            continue
        try:
            said = spec.with_settings(clauses)
            choose_task(said)
        except SpecError:
            lost.append(f"The {what} '{clauses}' is lost: it does not fit the network")
        else:
            spec = said
    lost += [
        f"{key} of compile is lost"
        for key in ("loss_weights", "weighted_metrics")
        if compiled.get(key)
    ]
    return spec, lost


def _object(value: object, module: str) -> tuple[str, Mapping[str, Any]]:
    """The class and config of a Keras object; an empty name for anything else."""
    match value:
        case {"module": str(home), "class_name": str(kind), "config": dict(config), **rest}:
            if home == f"keras.{module}" and rest.get("registered_name") in (None, kind):
                return kind, config
    return "", {}


def _optimizer_clauses(value: object, lost: list[str]) -> str:
    kind, config = _object(value, "optimizers")
    entry = OPTIMIZERS.get(kind.lower())
    if entry is None or entry.name != kind:
        lost.append(f"The optimizer {shown(kind or value)} is lost: adam is used instead")
        return ""
    options = list(_options(entry.options, config))
    words = entry.word + (f"({', '.join(options)})" if options else "")
    clauses = [words + _rate(config.get("learning_rate"), lost)]
    clauses += [
        f"{words} {write_number(config[key])}"
        for key, words in _CLIPPINGS.items()
        if is_number(config.get(key)) and config[key] > 0
    ]
    return " ; ".join(clauses)


def _rate(value: object, lost: list[str]) -> str:
    if is_number(value) and value > 0:  # type: ignore[operator]  # a number, as just seen
        return f" lr {write_number(as_written(value))}"
    kind, config = _object(value, "optimizers.schedules")
    first: Any = config.get("initial_learning_rate")
    lost.append(f"The schedule {shown(kind or value)} of the learning rate is lost")
    if is_number(first) and first > 0:
        return f" lr {write_number(first)}"
    return ""


def as_written(value: Any) -> float:
    """A 32-bit number of Keras as it was written: 0.01, not 0.0099999998."""
    import numpy as np

    real = float(value)
    with np.errstate(over="ignore"):
        return float(str(np.float32(real))) if float(np.float32(real)) == real else real


def _options(options: tuple[Option, ...], config: Mapping[str, Any]) -> Iterator[str]:
    """The options that differ from Keras's defaults and that the language has."""
    for option in options:
        value = config.get(option.argument)
        if value is None or value == option.default:
            continue
        if option.kind == "switch" and isinstance(value, bool):
            yield f"{option.key}={'on' if value else 'off'}"
        elif is_number(value) and option.quantity.holds(value):
            yield f"{option.key}={write_number(value)}"


def _loss_clauses(value: object, lost: list[str]) -> str:
    if value is None:
        lost.append("The model is compiled without a loss: the default is used instead")
        return ""
    kind, config = _object(value, "losses")
    word = _word(kind or _function(value), LOSSES)
    if not word:
        lost.append(f"The loss {shown(kind or value)} is lost: the default is used instead")
        return ""
    options = list(_options(LOSSES[word].options, config))
    return f"loss {word}" + (f"({', '.join(options)})" if options else "")


def _metrics_clauses(value: object, lost: list[str]) -> str:
    given = value if isinstance(value, list) else [] if value is None else [value]
    words: dict[str, None] = {}
    for one in given[:_MOST_METRICS]:
        kind, config = _object(one, "metrics")
        is_accuracy = config.get("name") in (_ACCURACY, "acc") and kind.endswith("Accuracy")
        word = _ACCURACY if is_accuracy else _word(kind or _function(one), METRICS)
        if word:
            words[word] = None
        else:
            lost.append(f"The metric {shown(kind or one)} is lost: the language has no word for it")
    return f"metrics {' '.join(words)}" if words else ""


def _function(value: object) -> str:
    """The name of a loss or metric given as a string or as a Keras function."""
    match value:
        case str(name):
            return name
        case {"module": "builtins" | "keras.losses" | "keras.metrics", "config": str(name)}:
            return name
    return ""


def _word(name: str, table: Mapping[str, Any]) -> str:
    """The word of the language for a class or a function."""
    key = name.lower().replace("_", "")
    if key == "acc":
        return _ACCURACY if _ACCURACY in table else ""
    words = {entry.name.lower(): word for word, entry in table.items()}
    words |= {word.replace("_", ""): word for word in table}
    return words.get(key, "")
