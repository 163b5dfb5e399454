"""Predictions of a model as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.data import row_names
from densemodel.scoring.rows._answers import answers_of, asked_of
from densemodel.scoring.rows._predictions import frame_of

if TYPE_CHECKING:
    import pandas as pd

    from densemodel.training import Run


def predict(model_or_run: Run | Any, x: Any) -> pd.DataFrame:
    """Predict with a model, and return classes, probabilities or numbers as a table.

    The model is not changed. A run may be training and does not wait: the predictions are then
    those of its best weights so far (before the first evaluation, and without validation, of its
    newest finite ones).

    Args:
        model_or_run: A run, or a Keras model with one input and one output. A model that a run of
            this process has trained is treated like the run: names, order of columns, filled gaps.
            Of other models the last layer and the loss decide.
        x: Rows like the training rows, shape (n, ...): an array, a list, a frame or an `np.memmap`,
            which is read in blocks. A frame's columns are matched by name; those of `without` may
            be among them, and gaps are filled as in training.

    Returns:
        A row for each row of x, with the index of x if x is a pandas object.

        - Classes: `class`, written as in y, and the probability of each class in a column of its
          name (text for True and False, because pandas reads a list of truth values as a mask).
          Raw outputs become probabilities as the loss reads them. Outputs that are not
          probabilities, as with a hinge loss, are in `output`, or `output cat`.
        - Several yes-or-no labels: the probability of each, in the columns of y.
        - Numbers: in the unit of y and in its columns; `y`, or `y 0` and so on, if they have no
          names.
        - A model whose outputs are unknown: `output`, or `output 0` and so on.

    Raises:
        DataError: The rows do not fit, the model is not trained, or its outputs do not fit a table.

    Example:
        >>> run = dm.train("4 -> norm -> 8 relu -> 3 softmax ; epochs 200", flowers, species)
        >>> dm.predict(run, flowers[::75])
                 class    setosa  versicolor  virginica
        0       setosa  0.992592    0.006339   0.001069
        75  versicolor  0.051332    0.616377   0.332291
    """
    asked = asked_of(model_or_run)
    rows = asked.encode(x)
    answers = answers_of(asked.model, rows, for_loss=False)
    return frame_of(answers.outputs, asked.terms, row_names(x))
