"""Compares models of a store with each other, and with runs: scores, settings and layers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from densemodel.charts import TextTable
from densemodel.data import identity_of
from densemodel.errors import SpecError, StoreError
from densemodel.store.card._card import metrics_by_side
from densemodel.store.compare._spec_differences import (
    ARROW,
    layer_rows,
    layer_texts,
    loss_of_run,
    loss_words,
    run_spec,
    spec_differences,
)
from densemodel.store.contents._unpack import history_and_spec
from densemodel.training import Run
from densemodel.wording import metric_words, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from densemodel.data import DataIdentity
    from densemodel.language import Spec
    from densemodel.store.card._card import DataFacts
    from densemodel.store.card._saved_model import SavedModel
    from densemodel.store.compare._spec_differences import LayerRow
    from densemodel.store.folder._model_files import ModelFiles, Wanted
    from densemodel.training import TrainingHistory

_WIDEST = 40
"Characters of one cell of the table in text."
_SIDES = ("validation", "test", "training")
_WHOLE = ("parameters", "epochs", "best epoch")
_DIGITS = 6
"Of a fingerprint: they tell data apart in one table."


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
    models: tuple[SavedModel | Run, ...]
    differences: tuple[Difference, ...]
    "Only what differs, the network first."
    layers: tuple[LayerRow, ...]
    "The layers of the networks, alike ones beside each other."
    numbers: tuple[ModelScores, ...]
    histories: tuple[TrainingHistory, ...]
    monitored: tuple[str, ...]
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

        return pd.DataFrame.from_dict(self._scores(), orient="index", columns=list(self.names))

    def _scores(self) -> dict[str, list[float]]:
        """Each score of every model, nan where it has none, in an order that fits all."""
        tables = [dict(numbers.rows()) for numbers in self.numbers]
        ends = [*_WHOLE, "seconds"]
        names = dict.fromkeys(name for found in tables for name in found if name not in ends)
        rows = [*sorted(names, key=lambda name: _SIDES.index(name.split(" ")[0])), *ends]
        return {row: [found.get(row, math.nan) for found in tables] for row in rows}

    def __str__(self) -> str:
        """The comparison as plain text: differences, layers and scores."""
        blank = ("",) * (len(self.names) + 1)
        rows = [("", *self.names)]
        if differences := [one for one in self.differences if one.what != "layers"]:
            rows += [blank, *((one.what, *one.values) for one in differences)]  # noqa: PD011 - no frame
        if any(row.differs for row in self.layers):
            titles = ["layers", *[""] * (len(self.layers) - 1)]
            rows.append(blank)
            for title, layer in zip(titles, self.layers, strict=True):
                # a star marks those that differ
                rows.append((f"{title} *".strip() if layer.differs else title, *layer.texts))
        rows.append(blank)
        for name, values in self._scores().items():
            rows.append((name, *(_number(name, value) for value in values)))
        lines = [TextTable((), [tuple(map(_cut, row)) for row in rows]).text()]
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


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 3]}..."


def compare(files: ModelFiles, models: Sequence[Wanted | Run]) -> Comparison:
    if len(models) < 2:  # one alone has nothing to differ from
        raise StoreError("two models or more are compared: store.compare('digits', 'digits 2')")
    sides = [
        _side_of_run(model) if isinstance(model, Run) else files.with_current(model, _side_of_saved)
        for model in models
    ]
    try:
        networks = [layer_texts(side.spec) for side in sides]
        layers = [side.spec.network_text.partition(ARROW)[2] for side in sides]
        losses = tuple(side.loss for side in sides)
        differences = spec_differences([side.spec for side in sides], layers, losses)
    except SpecError as error:
        raise StoreError(f"they can't be compared: {error.problems[0].message}") from None
    data = [side.data for side in sides]
    if len(set(data)) > 1:
        differences["data"] = data
    return Comparison(
        names=_names(sides),
        models=tuple(side.model for side in sides),
        differences=tuple(Difference(what, tuple(values)) for what, values in differences.items()),
        layers=layer_rows(networks),
        numbers=tuple(side.numbers for side in sides),
        histories=tuple(side.history for side in sides),
        monitored=tuple(side.monitored for side in sides),
        losses=losses,
    )


def _names(sides: Sequence[Side]) -> tuple[str, ...]:
    """The names of the models; equal names get a distinguishing suffix."""
    called = [side.model.name for side in sides]
    names: list[str] = []
    for side, own in zip(sides, called, strict=True):
        mark = "run" if isinstance(side.model, Run) else side.model.id[:_DIGITS]
        name = f"{own} ({mark})" if called.count(own) > 1 else own
        number, free = 2, name
        while free in names:
            free, number = f"{name} {number}", number + 1
        names.append(free)
    return tuple(names)


@dataclass(frozen=True)
class Side:
    """One of the compared models."""

    model: SavedModel | Run
    spec: Spec
    "With all its sizes, without choices."
    numbers: ModelScores
    history: TrainingHistory
    monitored: str
    loss: str
    data: str
    "The training data, in words that are unique to it."


def _side_of_saved(saved: SavedModel) -> Side:
    card = saved.require_card()
    history, spec, loss = history_and_spec(saved.path)
    return Side(
        model=saved,
        spec=spec,
        numbers=ModelScores(
            card.metrics, card.parameters, card.epochs, card.best_epoch, card.seconds
        ),
        history=history,
        monitored=card.monitored,
        loss=loss_words(loss),
        data=_data_words(card.data),
    )


def _side_of_run(run: Run) -> Side:
    history = run.history.copied()
    row = run.best_row
    row = history.evaluations - 1 if row is None or row >= history.evaluations else row
    logs = history.at(row) if history.evaluations else {}
    spec = run_spec(run)
    done = run.progress
    return Side(
        model=run,
        spec=spec,
        numbers=ModelScores(
            metrics_by_side(logs, run.test_metrics),
            spec.parameter_count,
            0 if done is None else done.epoch,
            run.best_epoch,
            run.seconds,
        ),
        history=history,
        monitored="val_loss" if "val_loss" in history else "loss",
        loss=loss_of_run(run),
        data=_data_words(_identity_of(run)),
    )


def _identity_of(run: Run) -> DataIdentity | None:
    """The identity of a run's data; None for batches, refused data or no data."""
    bound = run.bound
    if bound is not None:
        return None if bound.refusals else identity_of(bound)
    # without rows, a run knows its terms if it was loaded
    return None if run.terms is None else run.record().rows.identity


def _data_words(data: DataFacts | DataIdentity | None) -> str:
    if data is None:
        return "not known"
    sizes = "x".join(map(str, data.shape[1:])) or "1"
    return f"{data.shape[0]:,} rows of {sizes} ({data.fingerprint[:_DIGITS]})"
