"""What stands in the curves' place while there is nothing to draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.widgets.panel._situation import Situation
from densemodel.widgets.panel._wishes import wishes_for

if TYPE_CHECKING:
    from densemodel.widgets.panel._view import Scene


def empty_words(scene: Scene) -> str:
    """What comes here, before anything was trained."""
    run = scene.run
    bound = Situation.of(run, wishes_for(run)).bound
    cannot_start = run.state == "ready" and scene.reason_not_ready
    is_refused = bound is not None and bool(bound.refusals)
    if not run.has_data or is_refused or cannot_start or run.state == "waiting":
        return "The curves stand here once it trains."
    if run.state == "ready" and bound is None:
        return "Start trains this network, by Keras's own loop."
    if run.state == "ready" and bound is not None:
        return f"Start trains this network on {bound.training_count:,} rows."
    return run.sentence if run.state != "running" else "The first steps are made."


def blank_words(*, is_left_out: bool, is_zoomed: bool) -> str:
    """Why nothing is seen of what was trained.

    Args:
        is_left_out: There are values that a log scale cannot show.
        is_zoomed: Only a part of the epochs is looked at.
    """
    if is_left_out:
        return "All values are 0 or below, where a log scale has no place."
    if is_zoomed:
        return "Nothing was trained in this part."
    return "Every line is switched off: its name above shows it again."
