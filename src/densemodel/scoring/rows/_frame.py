"""Predictions as a DataFrame, with the names of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.scoring.rows._probabilities import most_likely, probabilities_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from densemodel.data import Terms

Array = np.ndarray[Any, Any]

CLASS = "class"
"The column that names the class of a row."


def frame_of(answers: Array, terms: Terms | None, index: Any) -> pd.DataFrame:
    """Predictions as a table.

    Args:
        answers: float32, shape (n, units).
        terms: Their meaning; None if unknown.
        index: The names of the rows; None for 0, 1 and so on.
    """
    if terms is None:
        return _frame(answers, _numbered("output", answers.shape[1]), index)
    if terms.task.kind == "regression":
        names = terms.answer_names or _numbered("y", answers.shape[1])
        return _frame(answers, names, index)
    if terms.coding.form == "flags":
        return _frame_of_flags(answers, terms, index)
    return _frame_of_classes(answers, terms, index)


def _frame_of_flags(answers: Array, terms: Terms, index: Any) -> pd.DataFrame:
    names = list(terms.answer_names or range(answers.shape[1]))
    chances = probabilities_of(answers, terms)
    if chances is None:
        return _frame(answers, _outputs(names), index)
    # with a single output there is also the probability of no
    return _frame(chances[:, -len(names) :], names, index)


def _frame_of_classes(answers: Array, terms: Terms, index: Any) -> pd.DataFrame:
    from densemodel.scoring.rows._renamed_columns import with_old_names

    chances = probabilities_of(answers, terms)
    labels = labels_of(terms)
    if chances is not None:
        frame = _frame(chances, _titles(labels), index)
        if CLASS in labels.tolist():
            frame = with_old_names(frame, {f"chance of {CLASS}": f"probability of {CLASS}"})
    elif terms.task.kind == "binary":
        frame = _frame(answers, ["output"], index)
    else:
        frame = _frame(answers, _outputs(_titles(labels)), index)
    frame.insert(0, CLASS, labels[most_likely(answers, chances, terms)])
    return frame


def _frame(values: Array, columns: Sequence[Any], index: Any) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(values, columns=list(columns), index=index)


def labels_of(terms: Terms) -> Array:
    """The classes as in y; text as objects, for which pandas has its own type."""
    labels = np.asarray(terms.class_labels)
    return labels.astype(object) if labels.dtype.kind == "U" else labels


def _titles(labels: Array) -> list[Any]:
    """Names for the columns of the classes, distinct from the column `class`."""
    titles = labels.astype(str) if labels.dtype.kind == "b" else labels
    return [f"probability of {name}" if name == CLASS else name for name in titles.tolist()]


def _outputs(names: Sequence[Any]) -> list[str]:
    return [f"output {name}" for name in names]


def _numbered(word: str, count: int) -> list[str]:
    return [word] if count == 1 else [f"{word} {number}" for number in range(count)]
