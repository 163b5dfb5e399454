"""The worst mistakes first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.scoring.report._report import MOST_MISTAKES
from densemodel.scoring.rows._frame import labels_of

if TYPE_CHECKING:
    import pandas as pd

    from densemodel.scoring.report._about import About
    from densemodel.scoring.report._class_facts import ClassFacts
    from densemodel.scoring.rows._judged import Judged

Array = np.ndarray[Any, Any]


def class_mistakes(judged: Judged, about: About, facts: ClassFacts) -> tuple[pd.DataFrame, int]:
    """Rows that are taken for another class than theirs.

    Returns:
        The worst of them, and how many there are in all.
    """
    import pandas as pd

    losses = facts.losses if isinstance(facts.losses, np.ndarray) else facts.surprise
    if not len(losses):
        losses = np.full(len(facts.truth), np.nan)
    rows = worst(np.flatnonzero(facts.truth != facts.said), losses)
    kept, labels = rows[:MOST_MISTAKES], labels_of(judged.terms)
    chances = judged.chances
    return pd.DataFrame(
        {
            **about.columns_at(kept),
            "true": labels[facts.truth[kept]],
            "predicted": labels[facts.said[kept]],
            "chance": np.full(len(kept), np.nan)
            if chances is None
            else chances[kept, facts.said[kept]].astype(np.float64),
            "loss": losses[kept],
        }
    ), len(rows)


def worst(rows: Array, losses: Array) -> Array:
    """The rows in the order of their losses, the highest first; equal ones as they stand."""
    return rows[np.argsort(-losses[rows], kind="stable")]
