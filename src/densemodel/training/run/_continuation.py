"""Whether a run ended while it still learned, and how to continue it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from densemodel.training.run._sentence import learns_nothing

if TYPE_CHECKING:
    from densemodel.training.run._recorder import TrainingHistory
    from densemodel.training.run._run import Run

_FEWEST = 2  # evaluations for a suggestion
_SLOPE_FROM = 6  # evaluations, from which on a slope is compared with its noise
_WINDOW = 20  # evaluations that are considered, or a third of all if that is more
_SURE = 2.5  # a slope counts if it is this many times its standard error
_MATTERS = 0.01  # the share of the improvement so far that the next half window has to bring
_LEAST_PATIENCE = 10
_LEAST_EPOCHS = 10


@dataclass(frozen=True, slots=True)
class Continuation:
    """The suggested continuation of a run that ended too soon: arguments of `run.resume`."""

    reason: str
    "The reason, as half a sentence: `both losses were still falling`."
    words: str
    "The advice: `continue with patience 10`."
    settings: str = ""
    "Clauses for `resume`."
    epochs: int | None = None
    "Epochs for `resume`; None: what remains, or for a plan in steps or minutes as much again."

    @property
    def sentence(self) -> str:
        """Reason and advice in one sentence."""
        return f"{self.reason[0].upper()}{self.reason[1:]}: {self.words}."

    @property
    def label(self) -> str:
        """The label of the button."""
        return f"{self.words[0].upper()}{self.words[1:]}"


def continuation_of(run: Run, waited: int) -> Continuation | None:
    """How to continue a run that ended while it still learned; None if it did not.

    A run that the user stopped, or that failed, gets no suggestion. The best evaluation is `waited`
    evaluations ago.
    """
    if run.state != "finished" and run.reason not in {"patience", "minutes"}:
        return None
    row = run.best_row
    reason = "" if row is None or learns_nothing(run) else reason_to_go_on(run.history, row)
    if not reason:
        return None
    if run.reason == "patience":
        return _with_patience(run, reason, waited)
    return _for_longer(run, reason)


def _with_patience(run: Run, reason: str, waited: int) -> Continuation | None:
    progress, patience = run.progress, run.spec.settings.patience
    if progress is None:
        return None
    # the patience that ended the run is how long it waited, even if the setting changed since
    wanted = max(_LEAST_PATIENCE, 2 * waited)
    if patience is None or patience >= wanted:
        return None
    left = None if progress.epochs is None else progress.epochs - progress.epoch
    is_short = left is not None and run.spec.settings.every is None and left < wanted
    return Continuation(
        reason,
        f"continue with patience {wanted:,}",
        f"patience {wanted}",
        wanted if is_short else None,
    )


def _for_longer(run: Run, reason: str) -> Continuation | None:
    settings = run.spec.settings
    if run.reason == "minutes" and settings.minutes is not None:
        return Continuation(reason, f"continue for {settings.minutes:g} more minutes")
    if run.reason == "steps" and settings.steps is not None:
        return Continuation(reason, f"continue for {settings.steps:,} more steps")
    if run.reason == "epochs":
        more = max(_LEAST_EPOCHS, run.history.epochs)
        return Continuation(reason, f"continue for {more:,} more epochs", epochs=more)
    return None


def reason_to_go_on(history: TrainingHistory, best_row: int) -> str:
    """Why a run whose best loss is in a row still learned when it ended; empty if it did not."""
    looks = history.evaluations
    if looks < _FEWEST or "val_loss" not in history:
        return ""
    loss, val_loss = (np.asarray(history[name][:looks], float) for name in ("loss", "val_loss"))
    if best_row == looks - 1 and (looks < _SLOPE_FROM or _has_won(val_loss)):
        return f"the last {'evaluation' if history.by_step else 'epoch'} was the best"
    is_falling = looks >= _SLOPE_FROM and _falls(loss) and _falls(val_loss)
    return "both losses were still falling" if is_falling else ""


def _has_won(values: np.ndarray) -> bool:
    """Whether the last quarter brought enough improvement to expect more."""
    before = values[: -max(2, len(values) // 4)]
    return bool(np.nanmin(before) - values[-1] > _MATTERS * _learned(values))


def _learned(values: np.ndarray) -> float:
    return float(np.nanmax(values) - np.nanmin(values))


def _falls(values: np.ndarray) -> bool:
    """Whether a loss still fell at the end, by more than its noise and enough to matter."""
    window = values[-max(_WINDOW, len(values) // 3) :]
    if not np.isfinite(window).all():
        return False
    # at the end of a parabola on an axis from -1 to 0: it follows a curve that levels off, and a
    # line would take that for one that still falls
    found, covariance = np.polyfit(np.linspace(-1.0, 0.0, len(window)), window, 2, cov=True)
    slope, error = found[1], np.sqrt(covariance[1, 1])
    brings = -slope / 2  # in half a window more, at this slope
    return bool(slope < -_SURE * error and brings > _MATTERS * _learned(values))
