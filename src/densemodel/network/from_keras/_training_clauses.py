"""The training settings of a compiled model, as clauses: optimizer, clipping, loss and metrics."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from densemodel.data import choose_task
from densemodel.errors import SpecError
from densemodel.language import OPTIMIZERS, KerasCall
from densemodel.network.builder._keras import load_keras
from densemodel.network.builder._make import make
from densemodel.network.from_keras._layer_facts import (
    as_written,
    config_of,
    is_keras_own,
    is_number,
    number_text,
)
from densemodel.network.from_keras._loss_text import (
    has_loss,
    read_loss,
    read_metrics,
    settings_of_measure,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from densemodel.language import Optimizer, Option, Spec
    from densemodel.network.from_keras._loss_text import Measure


_USUAL = "adam"
_CLIPPINGS = {"clipnorm": "clip norm", "clipvalue": "clip value"}
_ELSEWHERE = frozenset({"name", "learning_rate", *_CLIPPINGS})


def read_optimizer(optimizer: Any) -> tuple[str, list[str]]:
    """The clauses of an optimizer.

    Args:
        optimizer: The optimizer of a compiled model.

    Returns:
        The clauses, empty for defaults; and what they lose.
    """
    if type(optimizer) is load_keras().optimizers.LossScaleOptimizer:
        text, lost = read_optimizer(optimizer.inner_optimizer)
        return text, [*lost, "The scaling of the loss by LossScaleOptimizer is lost"]
    name = type(optimizer).__name__
    entry = OPTIMIZERS.get(name.lower())
    if entry is None or not is_keras_own(optimizer, "optimizers"):
        return "", [f"The optimizer {name} is lost: {_USUAL} is used instead"]
    try:
        config = config_of(optimizer)
    except (NotImplementedError, TypeError):
        # a custom schedule, which Keras can't save either
        note = (
            f"The schedule and the options of the optimizer {entry.word} are lost, because the "
            "schedule has no get_config: the defaults are used instead"
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
    """The learning rate, or the first one of a schedule."""
    if is_number(said):
        return as_written(said), []
    schedules = load_keras().optimizers.schedules
    name = str(said["class_name"])
    try:
        first = as_written(schedules.deserialize(said)(0))
    except (TypeError, ValueError):  # an unknown class: the rate of this step
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


_NOT_IN_A_MODEL = (
    "A model does not hold batch, epochs, patience, split and seed: their defaults are used"
)
_NOT_COMPILED = (
    "The model is not compiled: the defaults are used for the optimizer and the loss, as for "
    "batch, epochs, patience, split and seed"
)
_NO_LOSS = "The model is compiled without a loss: the default is used instead"
_OTHERS = ("loss_weights", "weighted_metrics")
_RUNNING = {"run_eagerly": False, "steps_per_execution": 1}
"""Settings of how a model runs, with their defaults. Keras chooses jit_compile by the machine, and
does not tell whether the user did."""


def say_training(spec: Spec, model: Any) -> tuple[Spec, list[str]]:
    """Add the clauses for how a model is compiled.

    Args:
        spec: Without clauses.
        model: The model that it was read from.

    Returns:
        The spec with its clauses, and a sentence for everything that is lost.
    """
    if not model.compiled:
        return spec, [_NOT_COMPILED]
    text, lost = read_optimizer(model.optimizer)
    spec = _with(spec, text, lost)
    # what was given to compile, as it was given; Keras has no public name for it
    given = model._compile_config.config  # noqa: SLF001
    if not has_loss(given.get("loss")):
        lost.append(_NO_LOSS)
    loss = read_loss(given.get("loss"), lost)
    metrics = read_metrics(given.get("metrics"), lost)
    spec = _say_measures(spec, loss, metrics, lost)
    lost += [f"{key} of compile is lost" for key in _OTHERS if given.get(key)]
    lost += [
        f"{key}={given[key]} of compile is lost"
        for key, usual in _RUNNING.items()
        if given.get(key, usual) not in (usual, None)
    ]
    return spec, [*lost, _NOT_IN_A_MODEL]


def _with(spec: Spec, clauses: str, lost: list[str]) -> Spec:
    if not clauses:
        return spec
    try:
        return spec.with_settings(clauses)
    except SpecError as error:
        lost.append(f"'{clauses}' is lost: {error.problems[0].message}")
        return spec


def _say_measures(
    spec: Spec, loss: Measure | None, metrics: list[Measure], lost: list[str]
) -> Spec:
    """Clauses for loss and metrics that fit and are not the defaults."""
    if loss is not None and not _fits(spec, loss):
        lost.append(f"The loss {loss.word} is lost: it does not fit the last layer")
        loss = None
    chosen = _task_with(spec, loss, metrics).metrics
    fitting = [metric for metric in metrics if _find(metric, chosen)]
    lost += [
        f"The metric {metric.word} is lost: it does not fit the last layer and the loss"
        for metric in metrics
        if metric not in fitting
    ]
    wanted = _task_with(spec, loss, fitting)
    if loss is not None:
        lost += _differences("loss", loss, wanted.loss)
    for metric in fitting:
        lost += _differences(f"metric {metric.word}", metric, _find(metric, wanted.metrics))
    usual = _task_with(spec, loss, [])
    said = [] if _bare(usual.metrics) == _bare(wanted.metrics) else fitting
    clauses = _clauses(_shortest(spec, loss, said), said)
    return spec.with_settings(clauses) if clauses else spec


def _shortest(spec: Spec, loss: Measure | None, metrics: list[Measure]) -> Measure | None:
    """The loss without the language's defaults; None if it is the default."""
    if loss is None:
        return None
    wanted = _task_with(spec, loss, metrics).loss
    if _task_with(spec, None, metrics).loss == wanted:
        return None
    for option in loss.options:
        shorter = replace(loss, options=tuple(one for one in loss.options if one != option))
        if _task_with(spec, shorter, metrics).loss == wanted:
            return shorter
    return loss


def _fits(spec: Spec, loss: Measure) -> bool:
    try:
        _task_with(spec, loss, [])
    except SpecError:
        return False
    return True


def _task_with(spec: Spec, loss: Measure | None, metrics: list[Measure]) -> Any:
    clauses = _clauses(loss, metrics)
    return choose_task(spec.with_settings(clauses) if clauses else spec)


def _clauses(loss: Measure | None, metrics: list[Measure]) -> str:
    clauses = [f"loss {loss.text}"] if loss is not None else []
    if metrics:
        clauses.append("metrics " + " ".join(dict.fromkeys(metric.word for metric in metrics)))
    return " ; ".join(clauses)


def _find(metric: Measure, chosen: Iterable[KerasCall]) -> KerasCall | None:
    """The metric for a word: accuracy comes in three kinds."""
    for call in chosen:
        if call.name.removeprefix("Sparse") == metric.name.removeprefix("Sparse"):
            return call
        if metric.word == "accuracy" and call.name.endswith("Accuracy") and "Top" not in call.name:
            return call
    return None


def _bare(calls: Iterable[KerasCall]) -> set[tuple[str, object]]:
    """Metrics without their names."""
    return {
        (call.name, tuple(pair for pair in call.arguments if pair[0] != "name")) for call in calls
    }


def _differences(what: str, measure: Measure, call: KerasCall | None) -> list[str]:
    """The differences of a loss or metric in the spec."""
    if call is None or measure.config is None:
        return []
    said = settings_of_measure(make(call.with_argument("name", measure.word)))
    return [
        f"{key}={value} of the {what} is lost: the spec has {said.get(key)}"
        for key, value in measure.config.items()
        if key not in ("name", "dtype", "fn") and value != said.get(key)
    ]
