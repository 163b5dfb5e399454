"""The clauses that say an optimizer: `adam(beta_1=0.8) lr 0.01 ; clip norm 1`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.language import OPTIMIZERS, KerasCall
from densemodel.network.builder._keras import load_keras
from densemodel.network.builder._make import make
from densemodel.network.from_keras._spec_of_facts import (
    as_written,
    config_of,
    is_keras_own,
    is_number,
    number_text,
)

if TYPE_CHECKING:
    from densemodel.language import Optimizer, Option

_USUAL = "adam"
_CLIPPINGS = {"clipnorm": "clip norm", "clipvalue": "clip value"}
_ELSEWHERE = frozenset({"name", "learning_rate", *_CLIPPINGS})


def read_optimizer(optimizer: Any) -> tuple[str, list[str]]:
    """Say an optimizer in clauses.

    Args:
        optimizer: The optimizer of a compiled model.

    Returns:
        The clauses, empty where all is as if nothing were said; and what they don't say.
    """
    if type(optimizer) is load_keras().optimizers.LossScaleOptimizer:
        text, lost = read_optimizer(optimizer.inner_optimizer)
        return text, [*lost, "The scaling of the loss by LossScaleOptimizer is lost"]
    name = type(optimizer).__name__
    entry = OPTIMIZERS.get(name.lower())
    if entry is None or not is_keras_own(optimizer, "optimizers"):
        return "", [f"The optimizer {name} is lost: {_USUAL} stands in its place"]
    try:
        config = config_of(optimizer)
    except (NotImplementedError, TypeError):
        # a schedule of the person's own, which Keras can't save either
        note = (
            f"The schedule and the options of the optimizer {entry.word} are lost, since the "
            "schedule has no get_config: the usual ones stand in their place"
        )
        return "" if entry.word == _USUAL else entry.word, [note]
    rate, lost = _rate(optimizer, config["learning_rate"])
    options, said = _options(entry, config)
    plain = config_of(make(KerasCall("optimizers", entry.name)))
    for key, value in config.items():
        if key not in _ELSEWHERE and key not in said and value != plain.get(key):
            lost.append(f"{key}={value} of the optimizer {entry.word} is lost")
    clauses = []
    rate_text = "" if rate == entry.learning_rate else f" lr {number_text(rate)}"
    if rate_text and rate <= 0:
        lost.append(f"The learning rate {rate} is lost: a spec takes one above 0")
        rate_text = ""
    if entry.word != _USUAL or options or rate_text:
        brackets = f"({', '.join(options)})" if options else ""
        clauses.append(f"{entry.word}{brackets}{rate_text}")
    clauses += [
        f"{words} {number_text(config[key])}"
        for key, words in _CLIPPINGS.items()
        if config.get(key)
    ]
    return " ; ".join(clauses), lost


def _rate(optimizer: Any, said: Any) -> tuple[float, list[str]]:
    """The learning rate; of a schedule the first."""
    if is_number(said):
        return as_written(said), []
    schedules = load_keras().optimizers.schedules
    name = str(said["class_name"])
    try:
        first = as_written(schedules.deserialize(said)(0))
    except (TypeError, ValueError):  # a class that Keras does not know: the rate of this step
        first = as_written(optimizer.learning_rate)
    called = "" if name == "__lambda__" else f"{name} "
    note = f"The schedule {called}of the learning rate is lost: its first rate, {first}, is kept"
    return first, [note]


def _options(entry: Optimizer, config: dict[str, Any]) -> tuple[list[str], set[str]]:
    """The options that differ from Keras's own, as texts, and their keywords."""
    texts: list[str] = []
    said: set[str] = set()
    for option in entry.options:
        value = config.get(option.argument)
        text = "" if value == option.default else _text(option, value)
        if text:
            texts.append(f"{option.key}={text}")
            said.add(option.argument)
    return texts, said


def _text(option: Option, value: Any) -> str:
    if option.kind == "switch":
        return "on" if value else "off"
    return number_text(value) if is_number(value) and option.quantity.holds(value) else ""
