"""One model of a comparison: its facts, from its file or from a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from densemodel.data import choose_task, identity_of
from densemodel.errors import DataError, SpecError, StoreError
from densemodel.language import LOSSES
from densemodel.store.card._card_fields import metrics_by_side
from densemodel.store.compare._comparison import ModelScores
from densemodel.training import Run, TrainingHistory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.data import DataIdentity
    from densemodel.language import KerasCall, Spec
    from densemodel.store.card._card import Card
    from densemodel.store.card._saved_model import SavedModel
    from densemodel.store.contents._saved_history import SavedHistory

_LOSS_WORDS: Mapping[str, str] = {loss.name: loss.word for loss in LOSSES.values()}
_NOT_THE_MEASURE = frozenset({"from_logits", "name"})
_DIGITS = 6
"Of a fingerprint: they tell data apart in one table."


@dataclass(frozen=True)
class Side:
    """One of the compared models."""

    name: str
    model: SavedModel | Run
    spec: Spec
    "With all its sizes, without choices."
    numbers: ModelScores
    history: TrainingHistory
    watched: str
    loss: str
    data: str
    "The training data, in words that are unique to it."

    @property
    def mark(self) -> str:
        """The text that distinguishes it from another model of its name."""
        return "run" if isinstance(self.model, Run) else self.model.id[:_DIGITS]


def side_of_saved(saved: SavedModel, card: Card, story: SavedHistory) -> Side:
    """The facts of a saved model."""
    data = card.data
    return Side(
        name=saved.name,
        model=saved,
        spec=saved.spec,
        numbers=ModelScores(
            card.metrics, card.parameters, card.epochs, card.best_epoch, card.seconds
        ),
        history=story.history,
        watched=card.watched,
        loss=loss_words(story.loss),
        data=_data_words(
            None if data is None else data.shape, "" if data is None else data.fingerprint
        ),
    )


def side_of_run(run: Run) -> Side:
    """The facts of a run in its current state.

    Raises:
        StoreError: Its network waits for data.
    """
    history = _copied(run.history)
    row = run.best_row
    row = history.evaluations - 1 if row is None or row >= history.evaluations else row
    logs = history.at(row) if history.evaluations else {}
    spec = _spec_of(run)
    done = run.progress
    return Side(
        name=run.name,
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
        loss=loss_words(_loss_of(run, spec)),
        data=_data_of(run),
    )


def loss_words(loss: KerasCall) -> str:
    """A loss with the options that change its values: `huber(delta=2)`."""
    options = [f"{key}={value}" for key, value in loss.arguments if key not in _NOT_THE_MEASURE]
    word = _LOSS_WORDS.get(loss.name, loss.name)
    return f"{word}({', '.join(options)})" if options else word


def loss_of_run(run: Run) -> str:
    """The loss of a run, in words.

    Raises:
        StoreError: Its network waits for data.
    """
    return loss_words(_loss_of(run, _spec_of(run)))


def _spec_of(run: Run) -> Spec:
    try:
        terms = run.terms
        spec = run.spec if terms is None else terms.spec.with_clauses(run.spec.clauses)
        _ = spec.parameter_count
    except (SpecError, DataError) as error:
        reason = str(error).splitlines()[0]
        raise StoreError(f"{run.name} can't be compared: {reason}") from None
    return spec


def _loss_of(run: Run, spec: Spec) -> KerasCall:
    terms = run.terms
    return choose_task(spec).loss if terms is None else terms.task.loss


def _copied(history: TrainingHistory) -> TrainingHistory:
    """A consistent copy of a history that a thread may be extending."""
    looks = history.evaluations
    copy = TrainingHistory(history.initial_epoch)
    copy.update({name: values[:looks] for name, values in list(history.items())})
    copy.steps, copy.places = history.steps[:looks], history.places[:looks]
    copy.by_step, copy.marks = history.by_step, list(history.marks)
    return copy


def _data_of(run: Run) -> str:
    identity = _identity_of(run)
    if identity is None:
        return _data_words(None, "")
    return _data_words(identity.shape, identity.fingerprint)


def _identity_of(run: Run) -> DataIdentity | None:
    """The identity of a run's data; None for batches, refused data or no data."""
    bound = run.bound
    if bound is not None:
        return None if bound.refusals else identity_of(bound)
    # without rows, a run knows its terms if it was loaded
    return None if run.terms is None else run.record().rows.identity


def _data_words(shape: tuple[int, ...] | None, fingerprint: str) -> str:
    if shape is None:
        return "not known"
    sizes = "x".join(map(str, shape[1:])) or "1"
    return f"{shape[0]:,} rows of {sizes} ({fingerprint[:_DIGITS]})"
