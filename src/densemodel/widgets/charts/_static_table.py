"""The static table of a run, as HTML and as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.charts import TextTable
from densemodel.widgets.panel._data_sentence import data_sentence
from densemodel.wording import counted, duration, element, memory, metric_words, rounded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.training import Run

_LEFT = 'style="text-align:left;vertical-align:top"'
"Said in each cell: a page that does not trust the notebook keeps it, and takes a stylesheet out."
_LONGEST = 600
"Characters of a cell: a notebook stores them, and a spec may be as long as a page."
_LONGEST_SAID = 1500
_MOST_NUMBERS = 8
_VALIDATION = "val_"
_NOT_OF_TRAINING = (_VALIDATION, "test_", "learning_rate")


def static_table(run: Run) -> tuple[str, str]:
    """The facts of a run below its sentence, as static HTML and as text."""
    # a notebook may be read long after: nothing trains then
    doing = "waiting" if run.state == "waiting" else "training"
    moment = f"It was still {doing} when this was saved. " if run.is_busy else ""
    said = _cut(f"{run.name}: {moment}{run.sentence}", _LONGEST_SAID)
    if not run.step_losses.step_count:  # what is written is shown by the echo above
        return element("p", said, "dm-line"), said
    rows = [(label, _cut(words)) for label, words in _rows(run) if words]
    table = TextTable((), rows, looks=(_LEFT, _LEFT), has_names=True)
    return element("p", said, "dm-line") + table.html(), f"{said}\n\n{table.text()}"


def _rows(run: Run) -> list[tuple[str, str]]:
    spec, bound = run.spec, run.bound
    size = f"{counted(spec.parameter_count, 'parameter')}, {memory(spec.parameter_count)}"
    baseline = {} if bound is None or bound.refusals else dict(bound.baseline)
    if baseline and run.baseline_loss is not None:
        baseline = {"loss": run.baseline_loss, **baseline}
    return [
        ("Model", run.name),
        ("Spec", str(spec)),
        ("Size", size),
        ("Rows", "" if bound is None or bound.refusals else data_sentence(bound).rstrip(".")),
        ("Trained", _trained(run)),
        *_best(run),
        ("Baseline", _numbers(baseline)),
        ("Test", "" if run.test_metrics is None else _numbers(run.test_metrics)),
    ]


def _trained(run: Run) -> str:
    """`12 epochs in 4.1 s`."""
    progress, history = run.progress, run.history
    if progress is None:
        return ""
    done = counted(history.epochs, "epoch")
    if history.by_step or not history.epochs:
        done += f", {counted(progress.total_steps, 'step')}"
    return f"{done} in {duration(run.seconds)}"


def _best(run: Run) -> list[tuple[str, str]]:
    """The best evaluation with its validation metrics, else the newest with training metrics."""
    history, row = run.history, run.best_row
    looks = history.evaluations
    if not looks:
        return []
    if row is None or row >= looks:
        logs = history.at(looks - 1)
        own = {name: v for name, v in logs.items() if not name.startswith(_NOT_OF_TRAINING)}
        return [("Training", _numbers(own))]
    at = f"step {run.best_step:,}" if history.by_step else f"epoch {run.best_epoch:,}"
    validated = {
        name.removeprefix(_VALIDATION): value
        for name, value in history.at(row).items()
        if name.startswith(_VALIDATION)
    }
    return [("Best", f"{at}: validation {_numbers(validated)}")]


def _numbers(logs: Mapping[str, float]) -> str:
    named = [f"{metric_words(name)} {rounded(value)}" for name, value in logs.items()]
    more = [f"and {len(named) - _MOST_NUMBERS} more"] if len(named) > _MOST_NUMBERS else []
    return ", ".join([*named[:_MOST_NUMBERS], *more])


def _cut(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else f"{text[: longest - 4].rstrip()} ..."
