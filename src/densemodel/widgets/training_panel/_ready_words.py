"""What the panel's foot says of a run, and of what its next Start or Resume trains on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.training import refusal_text
from densemodel.widgets.network._fact_lines import fact_lines
from densemodel.widgets.panel._data_sentence import guess_line, row_words
from densemodel.widgets.panel._setting import NEXT
from densemodel.widgets.panel._situation import Situation
from densemodel.wording import capitalised

if TYPE_CHECKING:
    from densemodel.training import Run
    from densemodel.widgets.panel._wishes import Wishes


def said_of(run: Run, wishes: Wishes) -> str:
    """The run's sentence; before the start whether it can begin: its rows are among the facts."""
    bound = Situation.of(run, wishes).bound if run.state == "ready" else None
    if bound is None:
        return run.sentence
    if bound.refusals:
        return f"Not ready: {refusal_text(bound)}"
    return "Ready to train."


def facts_of(run: Run, wishes: Wishes) -> list[str]:
    """The data, the loss and the rest that is known of the run, each said nowhere else.

    Of a run that has not begun as its Start has them; of another its own, and the rows of the next
    Resume where they are others.
    """
    situation = Situation.of(run, wishes)
    coming = situation.bound
    if not situation.has_begun:
        return fact_lines(situation.spec, coming, with_offers=False)
    bound = run.bound
    lines = fact_lines(run.spec, bound, with_offers=False)
    if bound is not None and run.best_epoch is not None:  # the sentence has it beside the best
        lines = [line for line in lines if line != guess_line(bound)]
    if bound is None or coming is None or coming.refusals or row_words(coming) == row_words(bound):
        return lines
    return [*lines, f"{capitalised(NEXT)}: {row_words(coming)}."]
