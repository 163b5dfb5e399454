"""The clauses for how a model is compiled, from what Keras writes of it into a file.

A loss, a metric or an optimizer is a word there, or a table of its module, class and config.
`_compiled_model` writes the same of a model in memory. Keras itself is not asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from densemodel.data import choose_task
from densemodel.errors import SpecError
from densemodel.language import (
    LOSSES,
    METRICS,
    OPTIMIZERS,
    is_number,
    shortest_in_32_bits,
    word_named,
    write_number,
    write_options,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from densemodel.language import KerasCall, Loss, Metric, Option, Spec

_USUAL = "adam"
_ACCURACY = "accuracy"
CLIPPINGS = {"clipnorm": "clip norm", "clipvalue": "clip value"}


@dataclass(frozen=True)
class Measure:
    """A loss or metric of the language."""

    word: str
    name: str
    "Its class in Keras."
    options: tuple[tuple[str, str | float], ...] = ()
    "Its options in the language: ('label_smoothing', 0.1)."
    config: Mapping[str, Any] | None = None
    "Its config; None if it was given by name, with defaults."


def say_training(
    spec: Spec, compiled: Mapping[str, Any], lost: list[str]
) -> tuple[Spec, Measure | None, list[Measure]]:
    """Add the clauses for optimizer, loss and metrics.

    Args:
        spec: Without these clauses.
        compiled: `optimizer`, `loss` and `metrics`, as Keras writes them.
        lost: Receives a sentence for everything that is lost.

    Returns:
        The spec with its clauses, and the loss and the metrics that it has of the model.
    """
    clauses = _optimizer(compiled.get("optimizer"), lost)
    try:
        spec = spec.with_settings(clauses) if clauses else spec
    except SpecError as error:
        lost.append(f"'{clauses}' is lost: {error.problems[0].message}")
    loss = _loss(compiled.get("loss"), lost)
    metrics = _metrics(compiled.get("metrics"), lost)
    if loss is not None and _task_with(spec, loss, []) is None:
        lost.append(f"The loss {loss.word} is lost: it does not fit the last layer")
        loss = None
    chosen = choose_task(_with_measures(spec, loss, metrics)).metrics
    fitting = [metric for metric in metrics if call_of(metric, chosen)]
    lost += [
        f"The metric {metric.word} is lost: it does not fit the last layer and the loss"
        for metric in metrics
        if metric not in fitting
    ]
    wanted = _task_with(spec, loss, fitting)
    tries = ((shorter, measures) for measures in ([], fitting) for shorter in _shorter(loss))
    shortest = next(one for one in tries if _task_with(spec, *one) == wanted)
    return _with_measures(spec, *shortest), loss, fitting


def others_lost(compiled: Mapping[str, Any]) -> list[str]:
    """What else was given to compile, in sentences."""
    others = ("loss_weights", "weighted_metrics")
    return [f"{key} of compile is lost" for key in others if compiled.get(key)]


def one_by_one(given: Any) -> Iterator[Any]:
    """The items of lists and dicts, as for models with several outputs."""
    if isinstance(given, dict) and "class_name" not in given:
        given = list(given.values())
    if isinstance(given, list | tuple):
        for inner in given:
            yield from one_by_one(inner)
    elif given is not None:
        yield given


def call_of(metric: Measure, chosen: Iterable[KerasCall]) -> KerasCall | None:
    """The metric for a word: accuracy comes in three kinds."""
    for call in chosen:
        if call.name.removeprefix("Sparse") == metric.name.removeprefix("Sparse"):
            return call
        if metric.word == _ACCURACY and call.name.endswith("Accuracy") and "Top" not in call.name:
            return call
    return None


def _object(value: Any, module: str) -> tuple[str, Mapping[str, Any]]:
    """The class and config of an object of Keras's own; an empty name for anything else."""
    match value:
        case {"module": str(home), "class_name": str(kind), "config": dict(config), **rest}:
            if home == f"keras.{module}" and rest.get("registered_name") in (None, kind):
                return kind, config
    return "", {}


def _shown(value: Any) -> str:
    """The name of an object or a function in a note."""
    if isinstance(value, dict):
        value = value.get(
            "config" if value.get("class_name") == "function" else "class_name", value
        )
    return "something else" if isinstance(value, dict | list) else str(value)


def _optimizer(given: Any, lost: list[str]) -> str:
    name, config = _object(given, "optimizers")
    if name == "LossScaleOptimizer":
        text = _optimizer(config.get("inner_optimizer"), lost)
        lost.append("The scaling of the loss by LossScaleOptimizer is lost")
        return text
    entry = OPTIMIZERS.get(name.lower())
    if entry is None or entry.name != name:
        lost.append(f"The optimizer {_shown(given)} is lost: {_USUAL} is used instead")
        return ""
    rate = _rate(config.get("learning_rate"), lost)
    options = [written for one in entry.options if (written := option_in(config, one))]
    if rate is not None and rate <= 0:
        lost.append(f"The learning rate {rate} is lost: a spec takes one above 0")
        rate = None
    rate_text = "" if rate in (None, entry.learning_rate) else f" lr {write_number(rate)}"
    clauses = []
    if entry.word != _USUAL or options or rate_text:
        clauses.append(f"{entry.word}{write_options(options)}{rate_text}")
    clauses += [
        f"{words} {write_number(float(config[key]))}"
        for key, words in CLIPPINGS.items()
        if is_number(config.get(key)) and config[key] > 0
    ]
    return " ; ".join(clauses)


def _rate(given: Any, lost: list[str]) -> float | None:
    if not is_number(given):
        name, config = _object(given, "optimizers.schedules")
        lost.append(f"The schedule {name or _shown(given)} of the learning rate is lost")
        given = config.get("initial_learning_rate")
    return shortest_in_32_bits(given) if is_number(given) else None


def _loss(given: Any, lost: list[str]) -> Measure | None:
    one = next(one_by_one(given), None)
    loss = _measure(one, "losses", LOSSES)
    if one is None:
        lost.append("The model is compiled without a loss: the default is used instead")
    elif loss is None:
        lost.append(f"The loss {_shown(one)} is lost: the default is used instead")
    return loss


def _metrics(given: Any, lost: list[str]) -> list[Measure]:
    found: list[Measure] = []
    for one in one_by_one(given):
        metric = _measure(one, "metrics", METRICS)
        if metric is None:
            lost.append(f"The metric {_shown(one)} is lost: the language has no word for it")
            continue
        called = (metric.config or {}).get("name")
        is_accuracy = called in (_ACCURACY, "acc") and metric.name.endswith("Accuracy")
        # the language chooses the kind that fits, as Keras does
        found.append(replace(metric, word=_ACCURACY) if is_accuracy else metric)
    return found


def _measure(one: Any, module: str, table: Mapping[str, Loss | Metric]) -> Measure | None:
    words = {entry.name: word for word, entry in table.items()}
    kind, config = _object(one, module)
    if kind in words:
        options = getattr(table[words[kind]], "options", ())
        chosen = tuple(filter(None, (option_in(config, option) for option in options)))
        return Measure(words[kind], kind, chosen, config)
    match one:
        case {"module": "builtins" | "keras.losses" | "keras.metrics", "config": str(name)}:
            one = name  # a function
    if not isinstance(one, str):
        return None
    word = word_named(one, table)
    return Measure(word, table[word].name) if word else None


def option_in(config: Mapping[str, Any], option: Option) -> tuple[str, str | float] | None:
    """An option in the language, if it differs from Keras's own and the language has its value."""
    value = config.get(option.argument)
    if value is None or value == option.default:
        return None
    given = option.given(float(value) if is_number(value) else value)
    return None if given is None or not option.quantity.holds(value) else (option.key, given)


def _shorter(loss: Measure | None) -> Iterator[Measure | None]:
    """No loss, the loss without one of its options, and the loss: some may be the default."""
    yield None
    if loss is not None:
        for option in loss.options:
            yield replace(loss, options=tuple(one for one in loss.options if one != option))
        yield loss


def _task_with(
    spec: Spec, loss: Measure | None, metrics: list[Measure]
) -> tuple[KerasCall, set[object]] | None:
    """Loss and metrics, without names, that these clauses give; None if they do not fit."""
    try:
        task = choose_task(_with_measures(spec, loss, metrics))
    except SpecError:
        return None
    bare = ((one.name, tuple(p for p in one.arguments if p[0] != "name")) for one in task.metrics)
    return task.loss, set(bare)


def _with_measures(spec: Spec, loss: Measure | None, metrics: list[Measure]) -> Spec:
    clauses = [f"loss {loss.word}{write_options(loss.options)}"] if loss is not None else []
    if metrics:
        clauses.append("metrics " + " ".join(dict.fromkeys(metric.word for metric in metrics)))
    return spec.with_settings(" ; ".join(clauses)) if clauses else spec
