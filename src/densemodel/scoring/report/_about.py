"""The rows of a report, and what is known about the model and the run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.scoring.rows._answers import some_words
from densemodel.scoring.rows._evaluation_rows import rows_of
from densemodel.training import leak_text
from densemodel.wording import capitalised

if TYPE_CHECKING:
    from densemodel.scoring.report._report import Where
    from densemodel.scoring.rows._evaluation_rows import EvaluationRows, Side
    from densemodel.training import Run


Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class About:
    """What a report needs besides the predictions."""

    name: str = "model"
    "The name of the model."
    where: Where = "given"
    places: Array | None = None
    "The position of each row in the given x, int64, shape (n,); None for 0, 1, ..."
    row_names: Any = None
    "The name of each row in the index of x, shape (n,); None if unknown."
    trained: Array | None = None
    "Encoded labels of the training rows, for the baseline; None if unknown: then of these rows."
    knows_loss: bool = True
    "Whether the loss of the terms is the training loss."
    notes: tuple[str, ...] = ()
    "The first note, about these rows."

    def columns_at(self, rows: Array) -> dict[str, Any]:
        """The columns `row`, a name or position, and `place`, to find rows again.

        Args:
            rows: Numbers of rows among the predictions, shape (k,).
        """
        places = np.asarray(rows if self.places is None else self.places[rows], np.int64)
        if self.row_names is None:
            return {"row": places.tolist(), "place": places}
        named = self.row_names[rows]
        names = named.tolist() if isinstance(named, np.ndarray) else named
        return {"row": list(names), "place": places}


_TRAINED = (
    "These are the training rows, so the scores are too optimistic: give other rows as x and y."
)


def about_rows(watched: EvaluationRows | None, run: Run | None) -> About:
    """Rows of a run, or rows without a run."""
    if watched is None:
        return About("model" if run is None else run.name, trained=trained_labels(run))
    about = about_side(watched.side, watched.places, run)
    return replace(about, notes=((watched.note,) if watched.note else ()) + _thinned(watched, run))


def about_side(side: Side, places: Array, run: Run | None) -> About:
    """Rows on one side of a run's data.

    Args:
        side: The side.
        places: The position of each row in the x that was given for it, shape (n,).
        run: The run.
    """
    notes = (_TRAINED,) if side == "training" else ()
    if side == "validation" and run is not None and run.leaked_rows:
        notes = (f"{capitalised(leak_text(run.leaked_rows))}.",)
    name = "model" if run is None else run.name
    return About(name, side, places, trained=trained_labels(run), notes=notes)


def _thinned(watched: EvaluationRows, run: Run | None) -> tuple[str, ...]:
    rows = None if run is None else rows_of(run, (watched.side,))
    if rows is None or len(rows.at) <= len(watched):
        return ()
    return (f"{some_words(len(watched), len(rows.at), watched.side)}.",)


def trained_labels(run: Run | None) -> Array | None:
    """The encoded labels of the training rows of a run; None without data."""
    bound = None if run is None else run.bound
    if bound is None or bound.refusals:
        return None
    return np.asarray(bound.y[bound.training_rows])
