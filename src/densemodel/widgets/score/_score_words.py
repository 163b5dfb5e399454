"""What the tab Score says in sentences: of which rows its numbers are, and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.scoring import some_words
from densemodel.training import leak_text
from densemodel.wording import counted

if TYPE_CHECKING:
    from densemodel.training import Run
    from densemodel.widgets.score._score_facts import Scored

SIDES = {"validation": "Validation", "test": "Test", "training": "Training"}
_HOW = "with dm.evaluate(model, x, y)"


def empty_words(run: Run) -> str:
    """What stands in the place of the scores while there are none."""
    bound = run.bound
    if bound is None:
        if run.has_data:
            return f"Keras's own loop reads these rows, so they are scored {_HOW}."
        return f"Scores of this network need data: score rows {_HOW}, or give them to Resume."
    if bound.refusals:
        return "The scores stand here once the data can be trained on."
    if run.is_busy:
        return "The first scores stand here in a moment."
    if run.state == "failed":
        return "The run failed before anything could be scored."
    return f"Start trains it; its scores on {_rows_to_come(run)} stand here."


def rows_line(scored: Scored) -> str:
    """Of which rows the numbers are: `1,234 validation rows, after epoch 7.`."""
    rows, count = len(scored.watched), scored.count
    side = scored.watched.side
    if rows >= count:
        return f"{counted(rows, f'{side} row')}, {scored.when}."
    later = "; more of them are scored when it ends" if scored.is_live else ""
    return f"{some_words(rows, count, side)}, {scored.when}{later}."


def warning_words(scored: Scored) -> str:
    """What a person has to know before the numbers: that they say too much good; or empty."""
    leaked = scored.leaked_rows if scored.watched.side == "validation" else 0
    return f"{leak_text(leaked)}." if leaked else scored.watched.said


def _rows_to_come(run: Run) -> str:
    bound = run.bound
    if bound is None:
        return "its rows"
    if bound.validation is not None:
        return f"the {bound.validation_count:,} rows that validate"
    if bound.validation_count:
        return f"the {bound.validation_count:,} rows that are held back"
    if bound.test is not None:
        return f"the {len(bound.test[0]):,} test rows"
    return f"the {bound.training_count:,} rows that train"
