"""What a run has come to, in the words of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.errors import DenseModelError
from densemodel.training._words import metric_words, rounded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.data import Bound
    from densemodel.training._run import Run

_MOST_REASONS = 3


def sentence(run: Run) -> str:
    """Say in a sentence or two what happened and what it means."""
    state = run.state
    if state == "ready":
        return _ready(run)
    if state == "waiting":
        return f"Waiting for {run.waiting_for or 'another run'} to end."
    if state == "running":
        return _running(run)
    if state == "stopping":
        return "Stopping: the step that is going on is finished first."
    if state == "failed":
        return f"Failed: {_error_words(run.error).rstrip('.')}."
    return " ".join(part for part in (_ended(run), _best(run), _test(run)) if part)


def _ready(run: Run) -> str:
    if run.bound is None:
        return "The model is there, but no data: add -x and -y to train it."
    if run.bound.refusals:
        return f"Not ready: {refusal_text(run.bound)}"
    return f"Ready to train on {run.bound.training_count:,} rows."


def refusal_text(bound: Bound) -> str:
    """Why these data cannot be trained on, a sentence for each of the first reasons."""
    said = [f"{finding.message.rstrip('.')}." for finding in bound.refusals[:_MOST_REASONS]]
    more = len(bound.refusals) - len(said)
    return " ".join([*said, f"And {more} more."] if more > 0 else said)


def _running(run: Run) -> str:
    progress = run.progress
    if progress is None:
        return "Training."
    if progress.epochs is None:
        return f"Training: step {progress.total_steps:,} of {progress.planned_steps:,}."
    doing = "Validating" if progress.validating else "Training"
    return f"{doing}: epoch {min(progress.epoch + 1, progress.epochs):,} of {progress.epochs:,}."


def _error_words(error: BaseException | None) -> str:
    if isinstance(error, DenseModelError):
        return str(error)
    return f"{type(error).__name__}: {error}"


def _ended(run: Run) -> str:
    epochs = run.history.epochs
    done = f"{epochs} epoch{'' if epochs == 1 else 's'}"
    if run.reason == "stop":
        return f"Stopped after {done}." if epochs else "Stopped before the first epoch was done."
    if run.reason == "patience":
        return f"Stopped by patience at epoch {epochs}."
    if run.reason == "callback":
        return f"Stopped by a callback at epoch {epochs}."
    if run.reason == "steps" and run.progress is not None:
        return f"Finished {run.progress.total_steps:,} steps."
    return f"Finished {done}."


def _best(run: Run) -> str:
    if not run.history.epochs:
        return ""
    if run.best_epoch is None and "val_loss" in run.history:
        return "No epoch was validated since the rows to validate on were changed."
    if run.best_epoch is None:
        last = {name: values[-1] for name, values in run.history.items()}
        return f"Training {_numbers(last, '')}{_baseline(run)}; nothing was held back to validate."
    best = run.history.at(run.best_epoch)
    newest = run.history.initial_epoch + run.history.epochs
    back = "" if run.best_epoch == newest else ", and those weights are back"
    numbers = f"validation {_numbers(best, 'val_')}{_baseline(run)}"
    leak = f" But {leak_text(run.leaked_rows)}." if run.leaked_rows else ""
    return f"Best at epoch {run.best_epoch}{back}: {numbers}.{leak}"


def leak_text(rows: int) -> str:
    """What the numbers are worth after rows went from one side of the split to the other."""
    return (
        f"{rows:,} of the rows that validate were trained on before the split was changed: "
        "start anew for numbers to trust"
    )


def _numbers(logs: Mapping[str, float], prefix: str) -> str:
    named = {
        name.removeprefix(prefix): value
        for name, value in logs.items()
        if name.startswith(prefix) and (prefix or not name.startswith("val_"))
    }
    return ", ".join(f"{metric_words(name)} {rounded(value)}" for name, value in named.items())


def _baseline(run: Run) -> str:
    if run.bound is None:
        return ""
    for name, value in run.bound.baseline.items():
        if name in run.history:
            named = "" if name == "accuracy" else f"{metric_words(name)} "
            return f" (guessing gets {named}{rounded(value)})"
    return ""


def _test(run: Run) -> str:
    if run.test_metrics is None:
        return ""
    return f"Test {_numbers(run.test_metrics, '')}."
