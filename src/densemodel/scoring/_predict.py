"""Answers of a model as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.data import row_names
from densemodel.scoring.rows._answers import answers_of
from densemodel.scoring.rows._asked import asked_of
from densemodel.scoring.rows._frame import frame_of

if TYPE_CHECKING:
    import pandas as pd

    from densemodel.training import Run


def predict(model_or_run: Run | Any, x: Any) -> pd.DataFrame:
    """Ask a model about rows, and get the answers as they are meant.

    Nothing of the model is changed. A run may go on training meanwhile, and is not kept waiting:
    the answers are then those of its best weights so far, which are what it would hold if it were
    stopped now (before the first look, and without validation, of its newest sound ones).

    Args:
        model_or_run: A run, or a Keras model with one input and one output. What a run of this
            process knows of its model goes with the model: names, order of columns, filled gaps.
            Of any other model the last layer and the loss tell what its answers are.
        x: Rows like those that it was trained on, shape (n, ...): an array, a list, a frame or an
            `np.memmap`, which is read in blocks. A frame's columns are matched by name; those of
            `without` may be among them, and gaps are filled as in training.

    Returns:
        A row for each row of x, with the index of x if that is of pandas.

        - Classes: `class`, written as in y, and the chance of each class in a column of its name
          (text for True and False, since pandas takes a list of truth values for a choice of
          rows). Raw outputs become chances as the loss reads them. A network that gives no
          chances, as with a hinge, has its outputs there: `output`, or `output cat`.
        - Several yes-or-no answers: the chance of each, in the columns of y.
        - Numbers: in the unit of y and in its columns; `y`, or `y 0` and so on, if they have no
          names.
        - Of a model that says nothing about itself: `output`, or `output 0` and so on.

    Raises:
        DataError: The rows do not fit, there was nothing to learn from, or the answers are no
            numbers in columns.

    Example:
        >>> run = dm.train("4 -> norm -> 8 relu -> 3 softmax ; epochs 200", flowers, species)
        >>> dm.predict(run, flowers[::75])
                 class    setosa  versicolor  virginica
        0       setosa  0.992592    0.006339   0.001069
        75  versicolor  0.051332    0.616377   0.332291
    """
    asked = asked_of(model_or_run)
    rows = asked.encode(x)
    answers = answers_of(asked.model, rows)
    return frame_of(answers, asked.terms, row_names(x))
