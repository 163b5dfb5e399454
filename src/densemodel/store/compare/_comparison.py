"""A comparison of models: scores, settings and layers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from densemodel.wording import metric_words, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from densemodel.store.card._saved_model import SavedModel
    from densemodel.training import Run, TrainingHistory

_WIDEST = 40
"Characters of one cell of the table in text."
_SIDES = ("validation", "test", "training")
_WHOLE = ("parameters", "epochs", "best epoch")


@dataclass(frozen=True, slots=True)
class LayerRow:
    """One layer of each network; empty where a network has none."""

    texts: tuple[str, ...]
    "The layer as it is written, for each network; empty where there is none."

    @property
    def differs(self) -> bool:
        """Whether the layers differ."""
        return len(set(self.texts)) > 1


@dataclass(frozen=True, slots=True)
class Difference:
    """One setting or fact that differs."""

    what: str
    'The word of a clause ("optimizer", "batch"), or "input", "layers", "loss", "data".'
    values: tuple[str, ...]
    "For each model, in words."


@dataclass(frozen=True, slots=True)
class ModelScores:
    """The scores of one model, and its cost."""

    metrics: Mapping[str, Mapping[str, float | None]]
    'By "training", "validation" and "test", in the numbers of the best epoch.'
    parameters: int
    epochs: int
    best_epoch: int | None
    seconds: float

    def rows(self) -> Iterator[tuple[str, float]]:
        """The numbers by name; nan if missing."""
        for side in _SIDES:
            for name, value in self.metrics.get(side, {}).items():
                yield f"{side} {metric_words(name)}", math.nan if value is None else value
        yield "parameters", float(self.parameters)
        yield "epochs", float(self.epochs)
        yield "best epoch", math.nan if self.best_epoch is None else float(self.best_epoch)
        yield "seconds", self.seconds


@dataclass(frozen=True, repr=False)
class Comparison:
    """A comparison of two or more models.

    Example:
        >>> both = store.compare("digits", "digits, two layers")
        >>> print(both)
        >>> both.frame()
    """

    names: tuple[str, ...]
    "The distinct names of the models."
    models: tuple[SavedModel | Run, ...]
    differences: tuple[Difference, ...]
    "Only what differs, the network first."
    layers: tuple[LayerRow, ...]
    "The layers of the networks, alike ones beside each other."
    numbers: tuple[ModelScores, ...]
    histories: tuple[TrainingHistory, ...]
    watched: tuple[str, ...]
    'The loss by which each was judged: "val_loss", or "loss" without validation.'
    losses: tuple[str, ...]
    "The loss function of each model: different ones are not comparable."

    @property
    def has_one_loss(self) -> bool:
        """Whether all have the same loss function, so that their losses are comparable."""
        return len(set(self.losses)) == 1

    def frame(self) -> pd.DataFrame:
        """The scores as a table: a column for each model, a row for each score."""
        import pandas as pd

        return pd.DataFrame(self._table(), index=pd.Index(self._rows()))

    def _table(self) -> dict[str, list[float]]:
        rows = self._rows()
        told = [dict(numbers.rows()) for numbers in self.numbers]
        return {
            name: [found.get(row, math.nan) for row in rows]
            for name, found in zip(self.names, told, strict=True)
        }

    def _rows(self) -> list[str]:
        """The row names of all models, in an order that fits each."""
        names: dict[str, None] = {}
        for numbers in self.numbers:
            names.update(dict.fromkeys(name for name, _ in numbers.rows()))
        ends = [*_WHOLE, "seconds"]
        sides = {name: place for place, name in enumerate(_SIDES)}
        scores = [name for name in names if name not in ends]
        return [*sorted(scores, key=lambda name: sides[name.split(" ")[0]]), *ends]

    def __str__(self) -> str:
        """The comparison as plain text: differences, layers and scores."""
        said = [one for one in self.differences if one.what != "layers"]
        parts = [[("", *self.names)], [(one.what, *one.values) for one in said]]  # noqa: PD011 - no frame
        if any(row.differs for row in self.layers):
            titles = ["layers", *[""] * (len(self.layers) - 1)]
            parts.append(
                [  # a star marks those that differ
                    (f"{title} *".strip() if row.differs else title, *row.texts)
                    for title, row in zip(titles, self.layers, strict=True)
                ]
            )
        table = self._table()
        parts.append(
            [
                (row, *(_number(row, table[name][place]) for name in self.names))
                for place, row in enumerate(self._rows())
            ]
        )
        lines = _aligned([part for part in parts if part])
        if not self.differences:
            lines += ["", "Network, settings and data are the same."]
        if not self.has_one_loss:
            lines += ["", "They have different loss functions, so the losses are not comparable."]
        return "\n".join(lines)

    def __repr__(self) -> str:
        """Return the table."""
        return str(self)


def _number(row: str, value: float) -> str:
    if math.isnan(value):
        return "-"
    if row in _WHOLE:
        return f"{value:,.0f}"
    return rounded(value, 4)


def _aligned(parts: Sequence[Sequence[tuple[str, ...]]]) -> list[str]:
    shown = [[tuple(map(_cut, line)) for line in part] for part in parts]
    every = [line for part in shown for line in part]
    widths = [max(map(len, column)) for column in zip(*every, strict=True)]
    lines: list[str] = []
    for part in shown:
        lines += [""] if lines else []
        for line in part:
            cells = [cell.ljust(width) for cell, width in zip(line, widths, strict=True)]
            lines.append("  ".join(cells).rstrip())
    return lines


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 3]}..."
