"""From a run that has ended to the bytes of a file, and its card."""

from __future__ import annotations

import io
import platform
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.errors import StoreError, TrainingError
from densemodel.store._archive import (
    CARD,
    CONFIG,
    HISTORY,
    LAST,
    LAST_ARRAYS,
    METADATA,
    WEIGHTS,
    Archive,
    composed,
)
from densemodel.store._card import MOST_POINTS, Card, DataFacts
from densemodel.store._metrics import metrics_by_side
from densemodel.store._origin import origin_of
from densemodel.store._place import last_bytes, place_arrays, place_table
from densemodel.store._story import story_bytes
from densemodel.store._words_of_data import terms_table
from densemodel.training import Run, lock_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.data import DataIdentity
    from densemodel.training import Ended

_LONGEST_COLUMNS = 200_000
"Characters of their names: a card is read for each line of a list."
_LIBRARIES = ("densemodel", "keras", "tensorflow", "numpy")


def packed(
    run: Run,
    *,
    name: str,
    id: str,  # noqa: A002 - as the card has it
    notes: str = "",
    tags: tuple[str, ...] = (),
) -> tuple[bytes, Card]:
    """The bytes of a file that plain Keras opens, with the story of the run within.

    Args:
        run: A run that has ended.
        name: What it is called.
        id: 16 hexadecimal digits.
        notes: Words about it.
        tags: Words to find it by.

    Raises:
        StoreError: It has not ended, has trained nothing, or is none that a file can keep.
    """
    if not isinstance(run, Run):
        raise StoreError(
            f"a run is saved, as dm.train or %densemodel run NAME gives it, and this is "
            f"{type(run).__name__}: model.save keeps a model without its history"
        )
    try:
        kept = run.ended()
    except TrainingError as error:
        raise StoreError(str(error)) from None
    card = _card(run, kept, name=name, id=id, notes=notes, tags=tags)
    last = {
        # 2 has no state to go on from, which a reader of 1 would ask for
        "format": 1 if kept.last.is_kept else 2,
        "state": kept.state,
        "reason": kept.reason,
        "place": place_table(kept.last),
        "data": terms_table(kept.rows.terms),
        "label_dtype": "" if kept.rows.identity is None else kept.rows.identity.dtype,
        "steps_per_epoch": kept.rows.steps_per_epoch,
        "validates": kept.rows.validates,
        "has_weights": kept.rows.has_weights,
        "baseline": dict(kept.rows.baseline),
        "target": None
        if kept.rows.target_scale is None
        else [list(kept.rows.target_scale.mean), list(kept.rows.target_scale.spread)],
    }
    arrays = place_arrays(kept.last)
    if kept.rows.terms.fills is not None:
        arrays["fills"] = kept.rows.terms.fills
    members = {
        CARD: card.to_bytes(),
        **_members_of_keras(run.model),
        HISTORY: story_bytes(kept.told),
        LAST: last_bytes(last),
        LAST_ARRAYS: _hdf5(arrays),
    }
    data = composed(members)
    if run.has_data and not run.can_compile_anew:
        _require_loads(data, run.name)
    return data, card


def _members_of_keras(model: Any) -> dict[str, bytes]:
    """What `model.save` writes."""
    with tempfile.TemporaryDirectory(prefix="densemodel-") as folder:
        place = Path(folder) / "model.keras"
        with lock_of(model):
            model.save(place)
        with Archive.open(place) as archive:
            return {
                name: archive.read(name, archive.size(name)) for name in (METADATA, CONFIG, WEIGHTS)
            }


def _hdf5(arrays: Mapping[str, np.ndarray]) -> bytes:
    import h5py

    file = io.BytesIO()
    with h5py.File(file, "w") as written:
        for name, values in arrays.items():
            written.create_dataset(name, data=values)
    return file.getvalue()


def _card(run: Run, kept: Ended, **named: Any) -> Card:
    history, identity = kept.told.history, kept.rows.identity
    row = run.best_row
    logs = history.at(row if row is not None else -1) if history.looks else {}
    watched = "val_loss" if "val_loss" in history else "loss"
    bound = run.bound
    return Card(
        **named,
        parent=origin_of(run),
        spec=str(kept.rows.terms.spec.with_clauses(run.spec.clauses)),
        saved_at=datetime.now(UTC).isoformat(timespec="seconds"),
        training_rows=0 if bound is None else bound.training_count,
        validation_rows=0 if bound is None else bound.validation_count,
        test_rows=len(bound.test[1]) if bound is not None and bound.test else 0,
        metrics=metrics_by_side(logs, kept.told.test_metrics),
        baseline=dict(kept.rows.baseline),
        best_epoch=run.best_epoch,
        epochs=kept.last.position.epoch,
        seconds=kept.told.seconds,
        parameters=run.spec.parameter_count,
        watched=watched,
        seed=run.spec.settings.seed,
        curve=_curve(history.get(watched, [])),
        data=None if identity is None else _data_facts(identity),
        class_names=kept.rows.class_names,
        versions={"python": platform.python_version()} | {n: version(n) for n in _LIBRARIES},
        machine=f"{platform.system()} {platform.machine()}",
    )


def _data_facts(identity: DataIdentity) -> DataFacts:
    return DataFacts(
        identity.rows,
        identity.columns if len(str(identity.columns)) < _LONGEST_COLUMNS else None,
        (identity.dtype,),
        identity.shape,
        identity.fingerprint,
    )


def _require_loads(data: bytes, name: str) -> None:
    """Refuse to write a file that would not be read: its model was made elsewhere.

    Raises:
        StoreError: It would not.
    """
    from densemodel.store._unpack import load

    try:
        load(data)
    except StoreError as error:
        raise StoreError(
            f"{name} can't be saved, model.save keeps its model: {error.message}"
        ) from None


def _curve(values: list[float]) -> tuple[float, ...]:
    """The watched loss on a few points for a small picture: each the mean of its neighbours."""
    if len(values) <= MOST_POINTS:
        return tuple(values)
    return tuple(float(part.mean()) for part in np.array_split(np.asarray(values), MOST_POINTS))
