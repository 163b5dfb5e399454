"""Which rows a report is of, and what is known of the model beside its answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from densemodel.scoring.report._report import Where

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class About:
    """What a report needs besides what was judged."""

    name: str = "model"
    "What the model is called."
    where: Where = "given"
    places: Array | None = None
    "Where each row stands in the x that was given, int64, shape (n,); None for 0 and on."
    row_names: Any = None
    "What each row is called in the index of x, shape (n,); None where there is none at hand."
    trained: Array | None = None
    "Written labels of the rows that trained; None if nobody knows: guesses come from these rows."
    knows_loss: bool = True
    "Whether the loss of the terms is the one that the model was trained with."
    notes: tuple[str, ...] = ()
    "What is to be said of these rows before all else."

    def columns_at(self, rows: Array) -> dict[str, Any]:
        """The columns `row`, a name or else a place, and `place`, by which rows are found again.

        Args:
            rows: Numbers of rows that were judged, shape (k,).
        """
        places = np.asarray(rows if self.places is None else self.places[rows], np.int64)
        if self.row_names is None:
            return {"row": places.tolist(), "place": places}
        named = self.row_names[rows]
        names = named.tolist() if isinstance(named, np.ndarray) else named
        return {"row": list(names), "place": places}
