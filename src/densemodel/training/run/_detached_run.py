"""A loaded run, before its data is attached."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from densemodel.data import Finding, identity_of
from densemodel.errors import DataError
from densemodel.training.checkpoint._checkpoint import Checkpoint, Snapshot
from densemodel.training.checkpoint._owner import Owner
from densemodel.training.diagnosis import Monitor

if TYPE_CHECKING:
    from densemodel.language import Spec
    from densemodel.training.engine._position import TrainingPlan
    from densemodel.training.run._run_record import ResumeState, RunRecord
    from densemodel.training.run._training_data import Given
    from densemodel.training.session._session import Session


class DetachedRun:
    """The parts of a loaded run that need no data; `record` is from when it was saved."""

    def __init__(self, model: Any, record: RunRecord, plan: TrainingPlan) -> None:
        rows, last = record.rows, record.last
        self.model = model
        self.record = record
        self.plan = plan
        self.bound = None
        self.position = last.position
        self.best = last.best
        self.leaked_rows = last.leaked_rows
        self.uses_xla = bool(last.xla.is_used)
        self.steps_per_epoch = rows.steps_per_epoch
        self.validates = rows.validates
        self.layer_course = record.log.layer_course

    def difference(self, spec: Spec, given: Given) -> str:
        """How data differ from the run's training data; empty if they are the same."""
        given.require_pair()
        # a patience that the user did not set is again the one that suits the data
        bound = given.bind(spec.without_lengths("patience")).require()
        rows = self.record.rows
        if rows.identity is None:
            return "it was trained on batches, which cannot be compared"
        if bound.class_names != rows.class_names:
            return "other classes"
        return identity_of(bound).differs_from(rows.identity)

    def attach_data(self, spec: Spec, given: Given) -> Session:
        """A session that continues the run with its data.

        With other data, it continues with the weights and the optimizer, restarts the epoch, and
        forgets the best evaluation. A finding says so.
        """
        given.require_pair()
        bound = given.bind(spec).require()
        rows = self.record.rows
        if rows.identity is not None and bound.class_names != rows.class_names:
            raise DataError(
                "y has other classes than the training data of the run: give the same classes"
            )
        session = given.session(self.model, bound)
        session.monitor = Monitor(self.layer_course.copied())
        notes = []
        if rows.identity is None or not self.record.last.is_kept:
            session.position.copy_from(self.position)
            session.begin_with_other_rows()
            notes.append(
                "it was trained on batches, by Keras's own loop: it continues from its weights, "
                "with a new optimizer"
            )
        else:
            _go_on(session, self.model, self.record.last)
            differs = session.identity.differs_from(rows.identity)
            if differs:
                session.begin_with_other_rows()
                notes.append(
                    f"x and y are not the data that it was trained on: {differs}. It continues "
                    "with these"
                )
            if rows.has_weights and not session.has_row_weights:
                notes.append(
                    "it was trained with weights for its rows, which a file does not store"
                )
        session.of_loading = tuple(Finding("offer", "x", text) for text in notes)
        return session


def _go_on(session: Session, model: Any, last: ResumeState) -> None:
    session.position.copy_from(last.position)
    session.best = replace(last.best)
    session.rate.go_on(session.settings, last.rate)
    best = Snapshot.of(model.variables)
    session.checkpoint = Checkpoint(
        best_weights=best if last.best.evaluation is not None else None,
        means=None if last.means is None else Snapshot(last.means),
        logs=last.logs,
        last=(Snapshot(last.weights), Snapshot(last.optimizer)),
        owner=Owner(model),
    )
    session.xla.adopt(last.xla)
    session.taken_up = last.taken_up
    session.trained_rows, session.leaked_rows = last.trained_rows, last.leaked_rows
