"""What outlives a run that Keras's own loop trained: its best model and its story."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import TargetScale, choose_task, terms_without_data
from densemodel.errors import SpecError, TrainingError
from densemodel.network import spec_of
from densemodel.training.checkpoint._owner import lock_of
from densemodel.training.engine._from_model import has_own_steps
from densemodel.training.run._ended import Ended, LastState, Rows, told_of

if TYPE_CHECKING:
    from densemodel.language import Spec
    from densemodel.training.events._events import Reason
    from densemodel.training.keras_fit._keras_session import KerasSession
    from densemodel.training.run._facts import RunFacts

_KEPT = "model.save keeps its model"


def ended_by_keras(run: RunFacts, session: KerasSession, reason: Reason) -> Ended:
    """Take what is to be kept of a run whose rows came in batches, which nobody can know again.

    It can't be gone on with in place: given rows, it goes on from its weights.

    Raises:
        TrainingError: Its model has steps of its own, or is none that the language can say.
    """
    _require_said(run)
    spec = run.spec
    with lock_of(run.model):
        return Ended(
            run.state, reason, told_of(run, run.history), _rows(run, session, spec), _last(session)
        )


def _require_said(run: RunFacts) -> None:
    if has_own_steps(run.model):
        raise TrainingError(
            f"{run.name} was trained with steps of the model's own, which no file of ours keeps: "
            f"{_KEPT}"
        )
    try:
        said = spec_of(run.model)
    except SpecError as error:
        reason = str(error).splitlines()[0]
        raise TrainingError(f"{run.name} can't be kept, {_KEPT}: {reason}") from None
    if said.parameter_count != run.spec.parameter_count:
        raise TrainingError(f"{run.name} has another model than its spec says: {_KEPT}")


def _rows(run: RunFacts, session: KerasSession, spec: Spec) -> Rows:
    return Rows(
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
    """The numbers of the layer that ends a network with `target norm`."""
    layer = model.layers[-1]
    mean, spread = (tuple(np.ravel(one).tolist()) for one in (layer.offset, layer.scale))
    return TargetScale(mean, spread)


def _last(session: KerasSession) -> LastState:
    """The place alone: there is no state that training could go on from."""
    return LastState(
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
