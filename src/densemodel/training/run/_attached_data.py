"""Attaches data to a loaded run, and compares them with those that it was trained on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.data import Finding, identity_of
from densemodel.errors import DataError
from densemodel.training.checkpoint._checkpoint import Checkpoint, Snapshot
from densemodel.training.checkpoint._owner import Owner
from densemodel.training.diagnosis import Monitor

if TYPE_CHECKING:
    from densemodel.language import Spec
    from densemodel.training.record._run_record import DataInfo, RunRecord
    from densemodel.training.run._training_data import Given
    from densemodel.training.session._session import Session


def difference_of(rows: DataInfo, spec: Spec, given: Given) -> str:
    """How data differ from the run's training data; empty if they are the same."""
    given.require_pair()
    # a patience that the user did not set is again the one that suits the data
    bound = given.bind(spec.without_lengths("patience")).require()
    if rows.identity is None:
        return "it was trained on batches, which cannot be compared"
    if bound.class_names != rows.class_names:
        return "other classes"
    return identity_of(bound).differs_from(rows.identity)


def session_with(
    given: Given, record: RunRecord, rows: DataInfo, model: Any, spec: Spec
) -> Session:
    """A session that continues a loaded run, from its record, with data.

    With other data, it continues with the weights and the optimizer, restarts the epoch, and
    forgets the best evaluation. A finding says so.
    """
    given.require_pair()
    bound = given.bind(spec).require()
    if rows.identity is not None and bound.class_names != rows.class_names:
        raise DataError(
            "y has other classes than the training data of the run: give the same classes"
        )
    session = given.session(model, bound)
    differs = "" if rows.identity is None else session.identity.differs_from(rows.identity)
    if record.weights:
        _restore(session, record)
    session.record, record.xla = record, session.xla
    session.monitor = Monitor(record.layer_course)
    notes = []
    if not record.weights:
        notes.append(
            "it was trained on batches, by Keras's own loop: it continues from its weights, "
            "with a new optimizer"
        )
    elif differs:
        notes.append(
            f"x and y are not the data that it was trained on: {differs}. It continues with these"
        )
    if notes:
        session.begin_with_other_rows()
    if record.weights and rows.has_weights and not session.has_row_weights:
        notes.append("it was trained with weights for its rows, which a file does not store")
    session.of_loading = tuple(Finding("offer", "x", text) for text in notes)
    return session


def _restore(session: Session, record: RunRecord) -> None:
    """Give a session the last and the best weights, the rate's schedule and the choice of XLA."""
    session.rate.go_on(session.settings, record.rate)
    session.checkpoint = Checkpoint(
        means=None if record.means is None else Snapshot(record.means),
        last=(Snapshot(record.weights), Snapshot(record.optimizer)),
        owner=Owner(session.model),
    )
    if record.early_stopping.evaluation is not None:
        record.early_stopping.weights = Snapshot.of(session.model.variables)
    session.xla.adopt(record.xla)
