"""What a run tells of the rows that it is scored on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.scoring.report._about import About
from densemodel.scoring.rows._some import some_words
from densemodel.scoring.rows._watched import rows_of
from densemodel.training import leak_text
from densemodel.wording import capitalised

if TYPE_CHECKING:
    from densemodel.scoring.rows._watched import Side, Watched
    from densemodel.training import Run

Array = np.ndarray[Any, Any]

_TRAINED = (
    "These rows trained the network, so they say too much good of it: give x and y for others."
)


def about_watched(watched: Watched | None, run: Run | None) -> About:
    """Rows that a run is watched on, or some of which nothing is known."""
    if watched is None:
        return About("model" if run is None else run.name, trained=trained_labels(run))
    about = about_side(watched.side, watched.places, run)
    return replace(about, notes=((watched.said,) if watched.said else ()) + _thinned(watched, run))


def about_side(side: Side, places: Array, run: Run | None) -> About:
    """Rows on one side of a run's data.

    Args:
        side: The side.
        places: Where each row stands in the x that was given for it, shape (n,).
        run: The run.
    """
    notes = (_TRAINED,) if side == "training" else ()
    if side == "validation" and run is not None and run.leaked_rows:
        notes = (f"{capitalised(leak_text(run.leaked_rows))}.",)
    name = "model" if run is None else run.name
    return About(name, side, places, trained=trained_labels(run), notes=notes)


def _thinned(watched: Watched, run: Run | None) -> tuple[str, ...]:
    rows = None if run is None else rows_of(run, (watched.side,))
    if rows is None or len(rows.at) <= len(watched):
        return ()
    return (f"{some_words(len(watched), len(rows.at), watched.side)}.",)


def trained_labels(run: Run | None) -> Array | None:
    """The written labels of the rows that train a run; None if it has none here."""
    bound = None if run is None else run.bound
    if bound is None or bound.refusals:
        return None
    return np.asarray(bound.y[bound.training_rows])
