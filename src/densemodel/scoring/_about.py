"""Which rows a report is of, and what is known of the model beside its answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from densemodel.scoring._report import Where

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class About:
    """What a report needs besides what was judged."""

    name: str = "model"
    "What the model is called."
    where: Where = "given"
    row_names: Any = None
    "What each row is called, shape (n,): its place in x, or of a pandas index; None for 0 and on."
    trained: Array | None = None
    "Written labels of the rows that trained; None if nobody knows: guesses come from these rows."
    knows_loss: bool = True
    "Whether the loss of the terms is the one that the model was trained with."
    notes: tuple[str, ...] = ()
    "What is to be said of these rows before all else."

    def names_at(self, rows: Array) -> list[Any]:
        """The names of some rows.

        Args:
            rows: Numbers of rows that were judged, shape (k,).
        """
        if self.row_names is None:
            return [int(row) for row in rows]
        named = self.row_names[rows]
        return list(named.tolist() if isinstance(named, np.ndarray) else named)
