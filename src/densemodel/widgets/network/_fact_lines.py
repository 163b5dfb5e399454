"""What is known of a network before it is trained: its loss, schedule and data, in lines."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from densemodel.data import UNKNOWN, choose_task_and_say
from densemodel.language import schedule_sentence
from densemodel.widgets.charts._curve_data import log_name
from densemodel.widgets.panel._data_sentence import (
    as_sentence,
    data_sentence,
    finding_lines,
    guess_line,
    watch_lines,
)
from densemodel.wording import metric_words

if TYPE_CHECKING:
    from densemodel.data import Bound, Finding
    from densemodel.language import KerasCall, Spec


def fact_lines(spec: Spec, bound: Bound | None, *, with_offers: bool = True) -> list[str]:
    """The loss and why, the schedule, what was put in or repaired, the data, and what is offered.

    Args:
        spec: The network.
        bound: Its data; None without data.
        with_offers: Whether what the data offers is among them; a panel says it above its button.
    """
    lines = _task_lines(spec, bound)
    schedule = schedule_sentence(spec, _steps_per_epoch(spec, bound), judged=_judged(bound))
    lines += [schedule] if schedule else []
    lines += spec.notes
    if bound is not None:
        if not bound.refusals:
            lines += [data_sentence(bound), *watch_lines(bound)]
            lines += filter(None, [guess_line(bound)])
        said = [one for one in bound.findings if with_offers or one.severity == "repair"]
        lines += finding_lines(said)
    return [*map(as_sentence, lines)]


def _task_lines(spec: Spec, bound: Bound | None) -> list[str]:
    """The loss, why, and what is measured; nothing where the loss is not known."""
    findings: tuple[Finding, ...] = ()
    if bound is None:
        task, findings = choose_task_and_say(spec)
    elif bound.task is UNKNOWN or any(f.where == "loss" for f in bound.refusals):
        return []
    else:
        task = bound.task
    measures = ", ".join(_words(metric) for metric in task.metrics)
    loss = f"Loss: {_words(task.loss)}, because {task.reason}. Measured: {measures}."
    return [loss, *finding_lines(findings)]


def _steps_per_epoch(spec: Spec, bound: Bound | None) -> int | None:
    if bound is None or bound.refusals:
        return None
    return ceil(bound.training_count / spec.settings.batch)


def _judged(bound: Bound | None) -> str:
    """The rows by whose loss a plateau is seen."""
    has_none = bound is not None and not bound.validation_count
    return "training" if has_none else "validation"


def _words(call: KerasCall) -> str:
    """A Keras class in words: `sparse categorical crossentropy`, or by the name it was given."""
    return metric_words(log_name(call))
