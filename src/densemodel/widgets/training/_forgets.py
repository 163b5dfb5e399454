"""What Restart would lose, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.wording import counted, metric_words, rounded

if TYPE_CHECKING:
    from densemodel.training import Run


def forgets(run: Run) -> str:
    """What was trained and would be lost; empty if there is nothing to lose."""
    looks, progress = run.history.looks, run.progress
    if not looks:
        steps = 0 if progress is None else progress.total_steps
        is_kept = steps > 0 and run.state == "stopped"
        return f"Restart forgets {counted(steps, 'step')} of training." if is_kept else ""
    by_step = run.history.by_step
    trained = counted(looks, "look") if by_step else counted(run.history.epochs, "epoch")
    return f"Restart forgets {trained} of training{_best(run)}."


def _best(run: Run) -> str:
    row = run.best_row
    if row is None:
        return ""
    value = run.history.at(row)["val_loss"]
    return f" (best {metric_words('val_loss')} {rounded(value)})"
