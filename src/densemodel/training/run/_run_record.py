"""The record of a run that has ended, without model and data, for a file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import TargetScale, choose_task, terms_without_data
from densemodel.errors import SpecError, TrainingError
from densemodel.network import spec_of
from densemodel.training.checkpoint._checkpoint import training_parts
from densemodel.training.checkpoint._owner import lock_of
from densemodel.training.engine._from_model import has_own_steps
from densemodel.training.engine._xla_trial import XlaUse
from densemodel.training.session._session import Session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.charts import Points
    from densemodel.data import Bound, DataIdentity, Terms
    from densemodel.language import Spec
    from densemodel.training.checkpoint._checkpoint import Snapshot
    from densemodel.training.curves._step_losses import StepLosses, StepMeans
    from densemodel.training.diagnosis import Diagnosis, LayerCourse
    from densemodel.training.engine._feed import TakenUp
    from densemodel.training.engine._patience import Best
    from densemodel.training.engine._position import Position
    from densemodel.training.engine._rate import RatePlace
    from densemodel.training.events._events import Reason, State
    from densemodel.training.run._history import TrainingHistory
    from densemodel.training.run._run import Run
    from densemodel.training.session._training_session import TrainingSession


Arrays = tuple[np.ndarray, ...]


@dataclass(frozen=True)
class ResumeState:
    """The state from which training resumes; the model itself holds the best state."""

    position: Position
    best: Best
    rate: RatePlace | None
    "None: the optimizer keeps its own rate."
    taken_up: TakenUp | None
    weights: Arrays
    "In the order of `model.variables`."
    optimizer: Arrays
    "In the order of `optimizer.variables`."
    means: Arrays | None
    "The running means since the last evaluation, in the order of `model.metrics_variables`."
    logs: Mapping[str, float]
    "The logs of the last evaluation."
    leaked_rows: int
    trained_rows: np.ndarray
    "Rows that were trained on under an earlier split, int64, shape (n,)."
    xla: XlaUse = field(default_factory=XlaUse)

    @property
    def is_kept(self) -> bool:
        """Whether training can resume in place; otherwise it continues from the best weights."""
        return bool(self.weights)


@dataclass(frozen=True)
class TrainingLog:
    """The record of a run's training."""

    history: TrainingHistory
    step_losses: StepLosses
    learning_rates: Points
    seconds: float
    test_metrics: dict[str, float] | None = None
    test_baseline: dict[str, float] = field(default_factory=dict)
    recalls: dict[str, float] | None = None
    guessing_loss: float | None = None
    step_means: StepMeans | None = None
    "None where an older file has none."
    diagnosis: Diagnosis | None = None
    "None if nothing was measured."
    layer_course: LayerCourse | None = None
    "None where an older file has none."


@dataclass(frozen=True)
class DataInfo:
    """What is known about the training data, without the data."""

    identity: DataIdentity | None
    "None for batches, which can't be compared later."
    terms: Terms
    target_scale: TargetScale | None
    steps_per_epoch: int
    validates: bool
    has_weights: bool
    "Whether rows or classes were given weights."
    baseline: dict[str, float]
    class_names: tuple[str, ...] | None


@dataclass(frozen=True)
class RunRecord:
    """The record of a run that has ended."""

    state: State
    reason: Reason
    told: TrainingLog
    rows: DataInfo
    last: ResumeState


def record_of(run: Run, session: TrainingSession | None) -> RunRecord:
    """The record of a run, whose model holds the best weights.

    Args:
        run: The run.
        session: The session that trained it.

    Raises:
        TrainingError: It has not ended, has trained nothing, or Keras's own loop trained a model
            that the language can't express.
    """
    reason = run.reason
    if run.is_busy:
        raise TrainingError(f"{run.name} is {run.state}: stop it, or wait until it has ended")
    if session is None or reason is None or not session.position.total_steps:
        raise TrainingError(f"{run.name} has trained nothing yet: start it first")
    if not isinstance(session, Session):
        return keras_record_of(run, session, reason)
    with lock_of(run.model):
        weights, optimizer = session.kept.last or training_parts(session.model)
        last = last_of(session, weights, optimizer, session.kept.means)
        rows = rows_of(session, session.bound)
        return RunRecord(run.state, reason, log_of(run, run.history), rows, last)


def require_rows(run: Run, session: TrainingSession) -> Session:
    """Raise an error if a run is trained on batches.

    Raises:
        TrainingError: It is trained on batches.
    """
    if not isinstance(session, Session):
        raise TrainingError(
            f"{run.name} is trained by Keras's own loop, on batches or with steps of the model's "
            "own, so it can be saved only after it has ended"
        )
    return session


def log_of(run: Run, history: TrainingHistory) -> TrainingLog:
    """The record of a run's training so far.

    Args:
        run: The run.
        history: Its history, or a copy that does not grow.
    """
    return TrainingLog(
        history,
        run.step_losses,
        run.learning_rates,
        run.seconds,
        run.test_metrics,
        run.test_baseline,
        run.recalls,
        run.baseline_loss,
        run.step_means,
        run.diagnosis,
        run.layer_course.copied(),
    )


def rows_of(session: Session, bound: Bound) -> DataInfo:
    """What is known about the data; the first call hashes them.

    Args:
        session: The session that trains on them.
        bound: The data as bound at that time; another thread may change their settings.
    """
    return DataInfo(
        identity=session.identity,
        terms=bound.terms,
        target_scale=bound.target_scale,
        steps_per_epoch=session.steps_per_epoch,
        validates=session.validates,
        has_weights=session.has_row_weights,
        baseline=bound.baseline,
        class_names=bound.class_names,
    )


def last_of(
    session: Session, weights: Snapshot, optimizer: Snapshot, means: Snapshot | None
) -> ResumeState:
    """The state to resume from: these values, at the session's position."""
    return ResumeState(
        position=replace(session.position),
        best=replace(session.best),
        rate=session.rate.place,
        taken_up=session.taken_up,
        weights=weights.values,
        optimizer=optimizer.values,
        means=None if means is None else means.values,
        logs=dict(session.kept.logs),
        leaked_rows=session.leaked_rows,
        trained_rows=session.trained_rows,
        xla=replace(session.xla),
    )


_KEPT = "model.save keeps its model"


def keras_record_of(run: Run, session: TrainingSession, reason: Reason) -> RunRecord:
    """The record of a run whose rows came in batches, which can't be compared later.

    It can't resume in place. With new rows, it continues from its weights.

    Raises:
        TrainingError: Its model has custom steps, or the language can't express it.
    """
    _require_spec(run)
    spec = run.spec
    with lock_of(run.model):
        return RunRecord(
            run.state, reason, log_of(run, run.history), _rows(run, session, spec), _last(session)
        )


def _require_spec(run: Run) -> None:
    if has_own_steps(run.model):
        raise TrainingError(
            f"{run.name} was trained with steps of the model's own, which can't be saved here: "
            f"{_KEPT}"
        )
    try:
        said = spec_of(run.model)
    except SpecError as error:
        reason = str(error).splitlines()[0]
        raise TrainingError(f"{run.name} can't be saved, {_KEPT}: {reason}") from None
    if said.parameter_count != run.spec.parameter_count:
        raise TrainingError(f"{run.name} has another model than its spec: {_KEPT}")


def _rows(run: Run, session: TrainingSession, spec: Spec) -> DataInfo:
    return DataInfo(
        identity=None,
        terms=terms_without_data(spec, choose_task(spec)),
        target_scale=_target(run.model) if spec.settings.target_norm else None,
        steps_per_epoch=session.steps_per_epoch,
        validates=session.validates,
        has_weights=False,
        baseline={},
        class_names=None,
    )


def _target(model: Any) -> TargetScale:
    """The mean and scale of the layer that ends a network with `target norm`."""
    layer = model.layers[-1]
    mean, spread = (tuple(np.ravel(one).tolist()) for one in (layer.offset, layer.scale))
    return TargetScale(mean, spread)


def _last(session: TrainingSession) -> ResumeState:
    """The position alone, because there is no state to resume from."""
    return ResumeState(
        position=replace(session.position, step=0, rows=0),
        best=replace(session.best),
        rate=None,
        taken_up=None,
        weights=(),
        optimizer=(),
        means=None,
        logs=dict(session.kept.logs),
        leaked_rows=0,
        trained_rows=np.empty(0, np.int64),
    )
