"""The confusion matrix and its widget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets

from densemodel.scoring import most_confused
from densemodel.widgets.runtime._style import BuiltFile, PageWidget
from densemodel.widgets.score._score_cases import class_names
from densemodel.wording import counted, term

if TYPE_CHECKING:
    from densemodel.scoring import Predictions

Matrix = dict[str, Any]
"""`classes`, their `names`, `counts` by true class and by what was said, `totals` of each true
class, a `note` on those that are left out, and a `tip` on what the matrix shows."""

NO_MATRIX: Matrix = {"classes": [], "names": [], "counts": [], "totals": [], "note": "", "tip": ""}


class ConfusionMatrix(PageWidget):
    """Shows a `confusion_matrix`; its page sends `cell` and `close`."""

    _esm = BuiltFile("confusion.js")
    matrix = traitlets.Dict(NO_MATRIX).tag(sync=True)
    chosen = traitlets.List(traitlets.Int()).tag(sync=True)
    "The true and the predicted class, by number, of the cell whose examples are shown; or empty."
    is_shares = traitlets.Bool(False).tag(sync=True)  # noqa: FBT003 - traitlets's own way
    "Show shares of each true class instead of counts."


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
        "tip": term("confusion matrix"),
    }
