"""Packs a run, which may be training, into the bytes of a file with a card."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel._tensorflow import tensorflow_version
from densemodel.errors import StoreError, TrainingError
from densemodel.network import whole_weights
from densemodel.store.card._card import MOST_POINTS, Card, DataFacts, metrics_by_side
from densemodel.store.card._saved_model import CELLS, ORIGINS
from densemodel.store.contents._history_json import history_bytes
from densemodel.store.contents._keras_members import KerasMembers, hdf5_of, members_at_rest
from densemodel.store.contents._last_json import STATE, place_arrays
from densemodel.store.readers._archive import CARD, HISTORY, LAST, LAST_ARRAYS, Content, composed
from densemodel.store.readers._json import json_bytes
from densemodel.training import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from densemodel.language import Spec
    from densemodel.training import RunRecord


def packed(
    run: Run,
    *,
    name: str,
    id: str,  # noqa: A002 - as the card has it
    notes: str = "",
    tags: tuple[str, ...] = (),
) -> tuple[bytes, Card]:
    """The bytes of a file that Keras opens, with the run's history inside, and its card.

    A run that trains is kept as it stands, and trains on.
    """
    if not isinstance(run, Run):
        raise StoreError(
            f"a run is saved, as dm.train or %densemodel run NAME gives it, and this is "
            f"{type(run).__name__}: model.save keeps a model without its history"
        )
    named = {"name": name, "id": id, "notes": notes, "tags": tags}
    try:
        data, card = _packed(run, named)
    except TrainingError as error:
        raise StoreError(str(error)) from None
    require_loads(run, data)
    return data, card


def _packed(run: Run, named: Mapping[str, Any]) -> tuple[bytes, Card]:
    if run.is_busy:
        try:
            checkpoint = run.checkpoint()
            members = KerasMembers(run.model).members(
                whole_weights(checkpoint.spec, checkpoint.weights), checkpoint.optimizer
            )
            return file_of(run, checkpoint.spec, checkpoint.record(), members, named=named)
        except TrainingError:
            if run.is_busy:
                raise  # else it ended before its checkpoint was taken
    return file_of(run, run.spec, run.record(), members_at_rest(run.model), named=named)


def file_of(
    run: Run,
    spec: Spec,
    record: RunRecord,
    of_keras: Mapping[str, bytes],
    *,
    named: Mapping[str, Any],
    hdf5: Callable[[Mapping[str, np.ndarray]], bytes] = hdf5_of,
) -> tuple[bytes, Card]:
    """The bytes of a file, and its card, which has what is `named`: name, id, notes and tags.

    The run may have trained on since it had this spec, this record and these best weights.
    """
    card = _card(run, spec, record, **named)
    rows = record.rows
    facts = {
        "from_data": sorted(spec.from_data),
        "state": record.state,
        "reason": record.reason,
        "place": record,
        "data": rows.terms,
        "label_dtype": "" if rows.identity is None else rows.identity.dtype,
        "info": rows,
    }
    arrays = place_arrays(record)
    if rows.terms.fills is not None:
        arrays["fills"] = rows.terms.fills
    members: Mapping[str, Content] = {
        CARD: card.to_bytes(),
        **of_keras,
        HISTORY: history_bytes(record),
        LAST_ARRAYS: hdf5(arrays),
        LAST: lambda sums: json_bytes(STATE.write({**facts, "sums": sums})),
    }
    return composed(members), card


def _card(run: Run, spec: Spec, record: RunRecord, **named: Any) -> Card:
    history, identity = record.history, record.rows.identity
    best = record.early_stopping.evaluation
    row = None if best is None else history.row_at(best.step)
    logs = history.at(row if row is not None else -1) if history.evaluations else {}
    monitored = "val_loss" if "val_loss" in history else "loss"
    bound = run.bound
    return Card(
        **named,
        parent=ORIGINS.get(run),
        spec=str(record.rows.terms.spec.with_clauses(spec.clauses)),
        base=spec.sized_base,
        saved_at=datetime.now(UTC).isoformat(timespec="seconds"),
        training_rows=0 if bound is None else bound.training_count,
        validation_rows=0 if bound is None else bound.validation_count,
        test_rows=len(bound.test[1]) if bound is not None and bound.test else 0,
        metrics=metrics_by_side(logs, record.test_metrics),
        baseline=dict(record.rows.baseline),
        best_epoch=None if best is None else best.epoch,
        epochs=record.position.epoch,
        seconds=record.seconds,
        parameters=spec.parameter_count,
        monitored=monitored,
        seed=spec.settings.seed,
        curve=_curve(history.get(monitored, [])),
        data=None
        if identity is None
        else DataFacts(
            identity.rows,
            # a card is read for each line of a list
            identity.columns if len(str(identity.columns)) < 200_000 else None,
            (identity.dtype,),
            identity.shape,
            identity.fingerprint,
        ),
        cell=CELLS.get(run),
        class_names=record.rows.class_names,
        versions=_versions(),
        machine=f"{platform.system()} {platform.machine()}",
    )


@cache
def _versions() -> dict[str, str]:
    known = {"python": platform.python_version(), "tensorflow": tensorflow_version()}
    return known | {name: version(name) for name in ("densemodel", "keras", "numpy")}


def require_loads(run: Run, data: bytes) -> None:
    """Refuse to write a file that could not be read, if the model was not built here."""
    if not run.has_data or run.can_recompile:
        return
    from densemodel.store.contents._unpack import load

    try:
        load(data)
    except StoreError as error:
        raise StoreError(
            f"{run.name} can't be saved, model.save keeps its model: {error.message}"
        ) from None


def _curve(values: list[float]) -> tuple[float, ...]:
    """The monitored loss at a few points, each the mean of its neighbours, for a small picture."""
    if len(values) <= MOST_POINTS:
        return tuple(values)
    return tuple(float(part.mean()) for part in np.array_split(np.asarray(values), MOST_POINTS))
