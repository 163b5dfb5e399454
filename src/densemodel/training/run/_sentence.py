"""The sentence about a run: its state, result and problems, and how to continue it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from densemodel.errors import DenseModelError
from densemodel.training.diagnosis import OF_LENGTH, finding_sentence, rises
from densemodel.training.session._training_session import MORE_EPOCHS
from densemodel.wording import capitalised, counted, enumerated, metric_words, rounded, score_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.data import Bound, Finding
    from densemodel.training.checkpoint._early_stopping import EarlyStopping
    from densemodel.training.record._history import TrainingHistory
    from densemodel.training.run._run import Run


def recall_text(recalls: Mapping[str, float], accuracy: float | None) -> str:
    """Name the classes with a far lower recall than others; empty if there are none."""
    usual = float(np.mean(list(recalls.values()))) if accuracy is None else accuracy
    seldom = sorted((share, name) for name, share in recalls.items() if share < 0.5 * usual)
    if not seldom:
        return ""
    found = [name for name, share in recalls.items() if share]
    if len(found) == 1 and len(seldom) > 1:
        return f"Every row is predicted as class {found[0]}."
    shown = []
    for share, name in seldom[:2]:
        percent = f"{max(100 * share, 0.1):.2g}" if share else "0"
        shown.append(f"class {name} ({percent} %)")
    more = len(seldom) - len(shown)
    if more:
        shown.append(counted(more, "more class", "more classes"))
    return f"Recall is low for {enumerated(shown)}."


def sentence(run: Run, *, with_cause: bool = True) -> str:
    """Describe the state and the result of a run in a few sentences.

    Without the cause it leaves out the first finding of training, for a place below that finding.
    """
    state = run.state
    if state == "ready":
        return _ready(run)
    if state == "waiting":
        return f"Waiting for {run.waiting_for or 'another run'} to end."
    if state == "running":
        return _running(run)
    if state == "stopping":
        return "Stopping: the current step is finished first."
    if state == "failed":
        error, is_ours = run.error, isinstance(run.error, DenseModelError)
        words = str(error) if is_ours else f"{type(error).__name__}: {error}"
        return f"Failed: {words.rstrip('.')}." if with_cause or run.cause is None else "Failed."
    more, tested = run.continuation, run.test_metrics
    learned = _learned(run) if with_cause or run.cause is None else ""
    parts = [_end_sentence(run), _best(run), learned, "" if more is None else more.sentence]
    if tested is not None:
        parts.append(f"Test {_numbers(tested, '')}{_beside(run, run.test_baseline)}.")
    return " ".join(part for part in parts if part)


def _ready(run: Run) -> str:
    if run.bound is None and run.has_data:
        return "Ready to train, by Keras's own loop."
    if run.bound is None:
        return "The model has no data: add -x and -y to train it."
    if run.bound.refusals:
        return f"Not ready: {refusal_text(run.bound)}"
    return f"Ready to train on {run.bound.training_count:,} rows."


def refusal_text(bound: Bound) -> str:
    """Why these data cannot be trained on: a sentence for each of the first reasons."""
    reasons = [f"{finding.message.rstrip('.')}." for finding in bound.refusals[:3]]
    more = len(bound.refusals) - len(reasons)
    return " ".join([*reasons, f"And {more} more."] if more > 0 else reasons)


def _running(run: Run) -> str:
    progress = run.progress
    if progress is None:
        return "Training."
    if progress.epochs is None:
        place = f"Training: step {progress.total_steps:,} of {progress.planned_steps:,}."
    else:
        doing = "Validating" if progress.validating else "Training"
        epoch = min(progress.epoch + 1, progress.epochs)
        place = f"{doing}: epoch {epoch:,} of {progress.epochs:,}."
    return " ".join(part for part in (place, best_so_far(run)) if part)


def best_so_far(run: Run) -> str:
    """The best evaluation so far, with the baseline; empty without one."""
    history, row = run.history, run.best_row
    if row is None:
        return ""
    place = f"step {run.best_step:,}" if history.by_step else f"epoch {run.best_epoch:,}"
    numbers = f"validation {_numbers(history.at(row), 'val_')}{_baseline(run)}"
    return f"Best so far at {place}: {numbers}."


def _end_sentence(run: Run) -> str:
    settings, reason, progress = run.spec.settings, run.reason, run.progress
    is_cut_short = reason in ("stop", "minutes")
    in_steps = run.history.by_step if is_cut_short else reason == "steps"
    done = counted(run.history.epochs, "epoch")
    if in_steps and progress is not None:
        done = counted(progress.total_steps, "step")
    if is_cut_short:
        limit = "" if settings.minutes is None else f" {settings.minutes:g}"
        ended = "Stopped" if reason == "stop" else f"Stopped by minutes{limit}"
        if run.history.evaluations:
            return f"{ended} after {done}."
        first = "the first evaluation" if settings.every else "the first epoch was done"
        advice = "" if reason == "stop" else ": give it more, or evaluate sooner with every 100"
        return f"{ended} before {first}{advice}."
    if reason in ("patience", "callback"):
        what = "patience" if reason == "patience" else "a callback"
        return f"Stopped by {what} at {_newest(run)}."
    return f"Finished {done}."


def _newest(run: Run) -> str:
    """The place of the newest evaluation: an epoch or, with `every`, a step."""
    history = run.history
    if history.by_step and history.evaluations:
        return f"step {history.steps[history.evaluations - 1]:,}"
    return f"epoch {history.initial_epoch + history.epochs:,}"


def _best(run: Run) -> str:
    history, row = run.history, run.best_row
    if not history.evaluations:
        return ""
    if row is None and "val_loss" in history:
        unit = "evaluation" if history.by_step else "epoch"
        if not any(map(math.isfinite, history["val_loss"])):
            return f"No {unit} has a validation loss that is a number."
        return f"No {unit} was evaluated since the validation rows were changed."
    if row is None:
        numbers = _numbers(history.at(-1), "")
        return f"Training {numbers}{_baseline(run)}; no rows were held out for validation."
    place = f"step: {run.best_step:,}" if history.by_step else f"epoch: {run.best_epoch:,}"
    is_last = row == history.evaluations - 1
    numbers = f"validation {_numbers(history.at(row), 'val_')}{_baseline(run)}"
    leak = f" But {leak_text(run.leaked_rows)}." if run.leaked_rows else ""
    restored = "" if is_last else " Its weights are restored."
    return f"Best {place}, {numbers}.{restored}{leak}{_overfitting(run)}"


def _overfitting(run: Run) -> str:
    """How far validation loss rose above its best; empty if it did not, or the cause says it."""
    history = run.history
    is_reported = run.cause is not None and run.cause.severity == "offer"
    if is_reported or not rises(history.get("loss", []), history.get("val_loss", []), run.best_row):
        return ""
    place = f"step {run.best_step:,}" if history.by_step else f"epoch {run.best_epoch:,}"
    best, last = (rounded(history["val_loss"][row]) for row in (run.best_row or 0, -1))
    return f" Overfitting from {place}: validation loss {best} to {last}."


def leak_text(rows: int) -> str:
    """The warning after training rows became validation rows by another split."""
    return (
        f"{rows:,} of the validation rows were trained on before the split was changed: restart "
        "for unbiased numbers"
    )


def _numbers(logs: Mapping[str, float], prefix: str) -> str:
    named = {
        name.removeprefix(prefix): value
        for name, value in logs.items()
        if name.startswith(prefix)
        and (prefix or not name.startswith(("val_", "test_", "learning_rate")))
    }
    return ", ".join(
        f"{metric_words(name)} {score_text(name, value)}"
        for name, value in named.items()
        if name == "loss" or not math.isnan(value)
    )


def _baseline(run: Run) -> str:
    known = run.bound is not None or bool(run.baseline)
    return _beside(run, run.baseline) if known else ""


def _beside(run: Run, baseline: Mapping[str, float]) -> str:
    """The baseline's value of the first metric with a curve, or its loss, in brackets."""
    for name, value in baseline.items():
        if name in run.history:
            named = "" if name == "accuracy" else f"{metric_words(name)} "
            return f" (baseline {named}{score_text(name, value)})"
    loss = run.baseline_loss
    return "" if loss is None else f" (baseline loss {rounded(loss)})"


def _learned(run: Run) -> str:
    """The cause that the diagnosis found, or the classes with a low recall."""
    if learns_nothing(run) and run.baseline_loss == 0:
        rows = counted(run.bound.training_count, "training row") if run.bound else "training rows"
        return (
            "There is nothing to learn: the baseline makes no error, because y is the same in the "
            f"{rows}."
        )
    cause = "" if run.cause is None else finding_sentence(run.cause)
    if run.cause is not None and (run.cause.severity != "repair" or not run.cause.accept):
        return cause
    recalled = ""
    if run.recalls is not None and run.best_row is not None:
        accuracy = run.history.at(run.best_row).get("val_accuracy")
        is_named = run.class_names is not None
        shares = {repr(name) if is_named else name: share for name, share in run.recalls.items()}
        recalled = recall_text(shares, accuracy)
    if not recalled and learns_nothing(run):
        recalled = "The loss is no better than the baseline."
    return " ".join(part for part in (recalled, cause) if part)


def learns_nothing(run: Run) -> bool:
    """Whether the loss of a run that has ended is no better than the baseline."""
    losses, guess = run.history.get("loss", []), run.baseline_loss
    if guess is None or not losses:
        return False
    # the monitor waits for enough steps and seldom measures, so this uses the newest loss, and the
    # validation loss, which dropout and penalties do not raise
    best = min([losses[-1], *run.history.get("val_loss", [])])
    return bool(best > guess - 0.03 * abs(guess))


_SLOPE_FROM = 6  # evaluations, from which on a slope is compared with its noise
_MATTERS = 0.01  # the share of the improvement so far that the next half window has to bring


@dataclass(frozen=True, slots=True)
class Continuation:
    """The suggested continuation of a run that ended too soon: arguments of `run.resume`."""

    reason: str
    """The reason, as half a sentence: `both losses were still falling`. Empty where a finding of
    training says it."""
    words: str
    "What it does: `Resume trains 12 more epochs`."
    settings: str = ""
    "Clauses for `resume`."
    epochs: int | None = None
    "Epochs for `resume`; None: what remains, or for a plan in steps or minutes as much again."

    @property
    def sentence(self) -> str:
        """Reason and advice in one sentence."""
        return f"{capitalised(self.reason)}: {self.words}." if self.reason else f"{self.words}."


def continuation_of(run: Run, early_stopping: EarlyStopping) -> Continuation | None:
    """How to continue a run that ended while it still learned; None if it did not.

    A run that the user stopped, or that failed, gets no suggestion, nor one that has another cause
    to remove first.
    """
    if run.state != "finished" and run.reason not in {"patience", "minutes"}:
        return None
    cause, is_done = run.cause, run.progress is not None and run.progress.is_done
    if cause is not None and cause.severity == "offer":
        return _as_long_as(cause) if is_done else None
    row = run.best_row
    history = run.history
    overfits = rises(history.get("loss", []), history.get("val_loss", []), row)
    if row is None or overfits or learns_nothing(run):
        return None
    reason = reason_to_go_on(history, row)
    if not reason:
        return None
    if run.reason == "patience":
        return _with_patience(run, reason, early_stopping)
    return _for_longer(run, reason, is_done=is_done)


def _as_long_as(cause: Finding) -> Continuation | None:
    """The length that a cause asks for, as `epochs 75`; None if it asks for something else."""
    if not cause.accept.startswith(OF_LENGTH):
        return None
    word, number = cause.accept.split()
    words = f"Resume trains up to {word.removesuffix('s')} {int(number):,}"
    return Continuation("", words, cause.accept)


def _with_patience(run: Run, reason: str, early_stopping: EarlyStopping) -> Continuation | None:
    progress, wanted = run.progress, early_stopping.suggest(run.spec.settings.patience)
    if progress is None or wanted is None:
        return None
    left = None if progress.epochs is None else progress.epochs - progress.epoch
    is_short = left is not None and run.spec.settings.every is None and left < wanted
    return Continuation(
        reason,
        f"Resume trains with patience {wanted:,}",
        f"patience {wanted}",
        wanted if is_short else None,
    )


def _for_longer(run: Run, reason: str, *, is_done: bool) -> Continuation | None:
    settings = run.spec.settings
    if run.reason == "minutes" and settings.minutes is not None:
        return Continuation(reason, f"Resume trains {settings.minutes:g} more minutes")
    if not is_done:  # a person has raised its length since
        return None
    if run.reason == "steps" and settings.steps is not None:
        return Continuation(reason, f"Resume trains {settings.steps:,} more steps")
    if run.reason == "epochs":
        more = max(MORE_EPOCHS, run.history.epochs)
        return Continuation(reason, f"Resume trains {more:,} more epochs", epochs=more)
    return None


def reason_to_go_on(history: TrainingHistory, best_row: int) -> str:
    """Why a run whose best loss is in a row still learned when it ended; empty if it did not."""
    evaluations = history.evaluations
    if not evaluations or "val_loss" not in history:
        return ""
    if evaluations == 1:
        return f"it was trained for only {counted(history.steps[0], 'step')}"
    loss, val_loss = (
        np.asarray(history[name][:evaluations], float) for name in ("loss", "val_loss")
    )
    if best_row == evaluations - 1 and (evaluations < _SLOPE_FROM or _has_won(val_loss)):
        return f"the last {'evaluation' if history.by_step else 'epoch'} was the best"
    is_falling = evaluations >= _SLOPE_FROM and _falls(loss) and _falls(val_loss)
    return "both losses were still falling" if is_falling else ""


def _has_won(values: np.ndarray) -> bool:
    """Whether the last quarter brought enough improvement to expect more."""
    before = values[: -max(2, len(values) // 4)]
    return bool(np.nanmin(before) - values[-1] > _MATTERS * _span(values))


def _span(values: np.ndarray) -> float:
    return float(np.nanmax(values) - np.nanmin(values))


def _falls(values: np.ndarray) -> bool:
    """Whether a loss still fell at the end, by more than its noise and enough to matter."""
    window = values[-max(20, len(values) // 3) :]  # evaluations that are considered
    if not np.isfinite(window).all():
        return False
    # at the end of a parabola on an axis from -1 to 0: it follows a curve that levels off, and a
    # line would take that for one that still falls
    found, covariance = np.polyfit(np.linspace(-1.0, 0.0, len(window)), window, 2, cov=True)
    slope, error = found[1], np.sqrt(covariance[1, 1])
    brings = -slope / 2  # in half a window more, at this slope
    # more than 2.5 standard errors
    return bool(slope < -2.5 * error and brings > _MATTERS * _span(values))
