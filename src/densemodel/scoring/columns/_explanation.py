"""One prediction explained: what it would be if one column had its usual value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.scoring.rows._predictions import labels_of, most_likely, numbered, probabilities_of
from densemodel.wording import capitalised, enumerated, escaped, number, rounded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from densemodel._array import Array
    from densemodel.data import Terms
    from densemodel.scoring.columns._named_columns import NamedColumns, UsualRow
    from densemodel.scoring.rows._frozen_model import FrozenModel


_SHOWN, _NAMED = 10, 4
"Columns or words in a shown table, and words that the sentence names."


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
    words: pd.DataFrame
    """Each word of its texts: `column`, `word`, the `prediction` without it, and the `change`, the
    largest first."""
    sentence: str

    @property
    def _tables(self) -> list[pd.DataFrame]:
        return [table.head(_SHOWN) for table in (self.columns, self.words) if len(table)]

    def __repr__(self) -> str:
        return "\n\n".join([self.sentence, *(one.to_string(index=False) for one in self._tables)])

    def _repr_html_(self) -> str:
        tables = "".join(table.to_html(index=False) for table in self._tables)
        # notebooks typeset text between dollars: the class prevents that
        html = f"<p>{escaped(self.sentence)}</p>{tables}"
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
    """Replace each value by the usual one of its column, or leave out a word, one at a time.

    Args:
        frozen: The model.
        terms: What its outputs mean.
        columns: Those of x.
        usual: Their usual values.
        row: An encoded row, float32 of shape (width,).
        values: The raw value of each column.
    """
    words = [
        (name, word, at, without)
        for name, at, encoding in zip(columns.names, columns.places, columns.encodings, strict=True)
        for word, without in ([] if encoding is None else encoding.parts(row[at]))
    ]
    count = len(columns.names)
    rows = np.tile(row, (1 + count + len(words), 1))
    for line, at in enumerate(columns.places, 1):
        rows[line, at] = usual.encoded[at]
    for line, (_, _, at, without) in enumerate(words, 1 + count):
        rows[line, at] = without
    of, predicted = _predicted(frozen.answers(rows).outputs, terms)
    now, others = float(predicted[0]), predicted[1:]
    facts = {"column": columns.names, "value": values, "typical": list(usual.values)}
    table = _by_change(facts, others[:count], now)
    facts = {"column": [name for name, *_ in words], "word": [word for _, word, *_ in words]}
    word_table = _by_change(facts, others[count:], now)
    encoding = columns.encodings[int(np.abs(others[:count] - now).argmax())]
    usual_word = "its median" if encoding is None else encoding.usual
    sentence = _sentence(of, now, table, usual_word) + _words_sentence(word_table, now)
    return Explanation(of, now, table, word_table, sentence)


def _by_change(facts: Mapping[str, Sequence[Any]], others: Array, now: float) -> pd.DataFrame:
    """What is predicted instead, and how far that is from the prediction, the farthest first."""
    import pandas as pd

    columns = {name: pd.Series(list(given), dtype=object) for name, given in facts.items()}
    order = np.argsort(-np.abs(others - now), kind="stable")
    table = pd.DataFrame({**columns, "prediction": others, "change": others - now})
    return table.iloc[order].reset_index(drop=True)


def _words_sentence(words: pd.DataFrame, now: float) -> str:
    """Which words of a text raise the prediction, and which lower it; empty if none does."""
    moved = [
        (repr(word), change)
        for word, other, change in words[["word", "prediction", "change"]].itertuples(index=False)
        if rounded(float(other)) != rounded(now)
    ][:_NAMED]
    raising = [word for word, change in moved if change < 0]
    lowering = [word for word, change in moved if change > 0]
    parts = [
        f"{enumerated(some)} {verb if len(some) == 1 else verb[:-1]} it"
        for some, verb in ((raising, "raises"), (lowering, "lowers"))
        if some
    ]
    return f" Of its words, {', '.join(parts)}." if parts else ""


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
