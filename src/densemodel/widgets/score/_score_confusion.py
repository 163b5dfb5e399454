"""The confusion matrix and its widget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets

from densemodel.charts import TextTable
from densemodel.scoring import most_confused
from densemodel.widgets.runtime._style import BuiltFile, PageWidget
from densemodel.widgets.score._score_cases import class_names
from densemodel.wording import counted, element

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.scoring import Predictions

    OnCell = Callable[[int, int], None]

Matrix = dict[str, Any]
"""`classes`, their `names`, `counts` by true class and by what was said, `totals` of each true
class, and a `note` on those that are left out."""

NO_MATRIX: Matrix = {"classes": [], "names": [], "counts": [], "totals": [], "note": ""}


class ConfusionMatrix(PageWidget):
    """Shows a `confusion_matrix`. Raises DenseModelError without a built front end.

    Args:
        on_cell: Called with the true and the predicted class, by number, of a cell that a
            person opens; only of those that are shown.
        on_close: Called when a person leaves the opened cell.
    """

    _esm = BuiltFile("confusion.js")
    matrix = traitlets.Dict(NO_MATRIX).tag(sync=True)
    chosen = traitlets.List(traitlets.Int()).tag(sync=True)
    "The cell whose examples are shown, as `on_cell` gets it; or empty."
    is_shares = traitlets.Bool(False).tag(sync=True)  # noqa: FBT003 - traitlets's own way
    "Show shares of each true class instead of counts."

    def __init__(self, on_cell: OnCell, on_close: Callable[[], None], **options: Any) -> None:
        self._on_cell, self._on_close = on_cell, on_close
        super().__init__(**options)

    def _handle_message(self, _: Any, content: Any, __: Any) -> None:
        """Handle an untrusted message: a cell that is not shown opens nothing."""
        kind = content.get("type") if isinstance(content, dict) else None
        if kind == "close":
            self._on_close()
        elif kind == "cell":
            cell, classes = (content.get("true"), content.get("predicted")), self.matrix["classes"]
            if all(type(one) is int and one in classes for one in cell):
                self._on_cell(*cell)


def confusion_matrix(predictions: Predictions) -> Matrix:
    """Count the rows by true and predicted class."""
    if predictions.y_true is None or predictions.y_pred is None:
        return NO_MATRIX
    names = class_names(predictions.terms)
    wrong = predictions.y_true != predictions.y_pred
    sides = np.concatenate([predictions.y_true[wrong], predictions.y_pred[wrong]])
    shown = most_confused(np.bincount(sides, minlength=len(names)))
    place = np.full(len(names), -1)
    place[shown] = np.arange(len(shown))
    y_true, y_pred = place[predictions.y_true], place[predictions.y_pred]
    both = (y_true >= 0) & (y_pred >= 0)
    size = len(shown)
    counts = np.bincount(y_true[both] * size + y_pred[both], minlength=size * size)
    totals = np.bincount(predictions.y_true, minlength=len(names))[shown]
    unseen, note = int((wrong & ~both).sum()), ""
    if size < len(names):
        note = f"The {size} of {len(names):,} classes with the most mistakes."
    if unseen:
        mistakes = counted(int(wrong.sum()), "mistake")
        note += f" {unseen:,} of {mistakes} are with one that is not shown."
    return {
        "classes": shown.tolist(),
        "names": [names[number] for number in shown],
        "counts": counts.reshape(size, size).tolist(),
        "totals": totals.tolist(),
        "note": note,
    }


def confusion_html(matrix: Matrix) -> str:
    """The matrix as a table, without a built front end."""
    names = matrix["names"]
    rows = [[n, *map(str, counts)] for n, counts in zip(names, matrix["counts"], strict=True)]
    title = "Confusion matrix: rows true, columns predicted"
    table = TextTable(["", *names], rows, has_names=True, title=title)
    note = element("p", matrix["note"], "dm-note") if matrix["note"] else ""
    return table.html() + note
