"""Compares models of a store with each other, and with runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from densemodel.data import identity_of
from densemodel.errors import SpecError, StoreError
from densemodel.store.card._card import metrics_by_side
from densemodel.store.compare._comparison import Comparison, Difference, ModelScores
from densemodel.store.compare._spec_differences import (
    ARROW,
    layer_rows,
    layer_texts,
    loss_of_run,
    loss_words,
    run_spec,
    setting_texts,
)
from densemodel.store.contents._unpack import history_and_loss
from densemodel.training import Run, TrainingHistory

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from densemodel.data import DataIdentity
    from densemodel.language import Spec
    from densemodel.store.card._card import DataFacts
    from densemodel.store.card._saved_model import SavedModel
    from densemodel.store.folder._model_files import ModelFiles, Wanted

_DIGITS = 6
"Of a fingerprint: they tell data apart in one table."


def compare(files: ModelFiles, models: Sequence[Wanted | Run]) -> Comparison:
    """Compare two or more models.

    Raises:
        StoreError: There are fewer, one is not there, or can't be read.
    """
    if len(models) < 2:  # noqa: PLR2004 - one alone has nothing to differ from
        raise StoreError("two models or more are compared: store.compare('digits', 'digits 2')")
    sides = [
        _side_of_run(model) if isinstance(model, Run) else files.with_current(model, _side_of_saved)
        for model in models
    ]
    try:
        networks = [layer_texts(side.spec) for side in sides]
        differences = tuple(_differences(sides))
    except SpecError as error:
        raise StoreError(f"they can't be compared: {error.problems[0].message}") from None
    return Comparison(
        names=_names(sides),
        models=tuple(side.model for side in sides),
        differences=differences,
        layers=layer_rows(networks),
        numbers=tuple(side.numbers for side in sides),
        histories=tuple(side.history for side in sides),
        watched=tuple(side.watched for side in sides),
        losses=tuple(side.loss for side in sides),
    )


def _differences(sides: Sequence[Side]) -> Iterator[Difference]:
    """The settings and facts that are not the same in all models."""
    inputs, _, layers = zip(*(s.spec.network_text.partition(ARROW) for s in sides), strict=True)
    settings = [setting_texts(side.spec) for side in sides]
    for what, values in [
        ("input", inputs),
        ("layers", layers),
        ("loss", tuple(side.loss for side in sides)),
        *((word, tuple(texts[word] for texts in settings)) for word in settings[0]),
        ("data", tuple(side.data for side in sides)),
    ]:
        if len(set(values)) > 1:
            yield Difference(what, values)


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
    watched: str
    loss: str
    data: str
    "The training data, in words that are unique to it."


def _side_of_saved(saved: SavedModel) -> Side:
    card = saved.require_card()
    history, loss = history_and_loss(saved.path)
    return Side(
        model=saved,
        spec=saved.spec,
        numbers=ModelScores(
            card.metrics, card.parameters, card.epochs, card.best_epoch, card.seconds
        ),
        history=history,
        watched=card.watched,
        loss=loss_words(loss),
        data=_data_words(card.data),
    )


def _side_of_run(run: Run) -> Side:
    """The facts of a run in its current state.

    Raises:
        StoreError: Its network waits for data.
    """
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
        watched="val_loss" if "val_loss" in history else "loss",
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
