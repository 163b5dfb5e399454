"""One prediction explained: what it would be if one column had its usual value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.scoring.rows._predictions import labels_of, most_likely, numbered, probabilities_of
from densemodel.wording import capitalised, escaped, number, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from densemodel._array import Array
    from densemodel.data import Terms
    from densemodel.scoring.columns._named_columns import NamedColumns, UsualRow
    from densemodel.scoring.rows._frozen_model import FrozenModel


_SHOWN = 10
"Columns in the shown table."


@dataclass(frozen=True, eq=False, repr=False)
class Explanation:
    """Which columns of a row moved its prediction."""

    of: str
    "What is predicted: `the probability of yes`, or the name of y."
    prediction: float
    "The probability, or the number in the unit of y."
    columns: pd.DataFrame
    """`column`, its `value`, its `typical` value (the median of the training rows, or the most
    common category), the `prediction` with that value instead, and the `change`, the largest
    first."""
    sentence: str

    def __repr__(self) -> str:
        return f"{self.sentence}\n\n{self.columns.head(_SHOWN).to_string(index=False)}"

    def _repr_html_(self) -> str:
        table = self.columns.head(_SHOWN).to_html(index=False)
        # notebooks typeset text between dollars: the class prevents that
        html = f"<p>{escaped(self.sentence)}</p>{table}"
        return f'<div class="tex2jax_ignore mathjax_ignore">{html}</div>'


def explanation(
    frozen: FrozenModel,
    terms: Terms,
    columns: NamedColumns,
    *,
    usual: UsualRow,
    row: Array,
    values: Sequence[Any],
) -> Explanation:
    """Replace each value of a row by the usual one of its column, one at a time.

    Args:
        frozen: The model.
        terms: What its outputs mean.
        columns: Those of x.
        usual: Their usual values.
        row: An encoded row, float32 of shape (width,).
        values: The raw value of each column.
    """
    import pandas as pd

    rows = np.tile(row, (1 + len(columns.names), 1))
    for line, at in enumerate(columns.places, 1):
        rows[line, at] = usual.encoded[at]
    of, predicted = _predicted(frozen.answers(rows).outputs, terms)
    now, others = float(predicted[0]), predicted[1:]
    table = pd.DataFrame(
        {
            "column": list(columns.names),
            "value": pd.Series(list(values), dtype=object),
            "typical": pd.Series(list(usual.values), dtype=object),
            "prediction": others,
            "change": others - now,
        }
    )
    order = np.argsort(-np.abs(others - now), kind="stable")
    table = table.iloc[order].reset_index(drop=True)
    encoding = columns.encodings[order[0]]
    word = "its median" if encoding is None else encoding.usual
    return Explanation(of, now, table, _sentence(of, now, table, word))


def _predicted(outputs: Array, terms: Terms) -> tuple[str, Array]:
    """What is predicted for the first row, in words, and that number for each row, shape (n,)."""
    kind = terms.task.kind
    if kind == "regression":
        columns = terms.answer_names or numbered("y", outputs.shape[1])
        return str(columns[0]), outputs[:, 0].astype(np.float64)
    probabilities = probabilities_of(outputs, terms)
    what = "the output for" if probabilities is None else "the probability of"
    numbers = outputs if probabilities is None else probabilities
    if kind == "labels":
        numbers = numbers[:, -outputs.shape[1] :]
        names: Sequence[Any] = terms.answer_names or range(numbers.shape[1])
        which = int(numbers[0].argmax())
    else:
        names = labels_of(terms).tolist()
        which = int(
            most_likely(outputs[:1], None if probabilities is None else probabilities[:1], terms)[0]
        )
    name = names[which] if isinstance(names[which], str) else f"class {names[which]}"
    column = min(which, numbers.shape[1] - 1)
    return f"{what} {name}", numbers[:, column].astype(np.float64)


def _sentence(of: str, now: float, table: pd.DataFrame, word: str) -> str:
    first = table.iloc[0]
    if rounded(float(first["prediction"])) == rounded(now):
        return f"{capitalised(of)} is {rounded(now)}: no single column moves it."
    name = first["column"]
    name = name if isinstance(name, str) else f"column {name}"
    return (
        f"If {name} were {value_text(first['typical'])} ({word}), {of} would be "
        f"{rounded(float(first['prediction']))} instead of {rounded(now)}."
    )


def value_text(value: Any) -> str:
    """A raw value in a sentence."""
    if value is None or value != value:  # noqa: PLR0124 - NaN and NaT
        return "missing"
    is_number = isinstance(value, float | np.floating)
    return number(float(value), "cell") if is_number else str(value)
