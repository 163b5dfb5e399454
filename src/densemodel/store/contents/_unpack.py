"""Loads a run, or its history alone, from an untrusted file, without Keras reading it.

The model is built of the spec in the card; of what Keras wrote, only the weights are read, as plain
arrays. So nothing in a file can name a class, a function or a path.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from densemodel.data import DataIdentity
from densemodel.errors import SpecError, StoreError, with_call_hints
from densemodel.network import made_base
from densemodel.store.card._card import MOST_BYTES, Card
from densemodel.store.card._names import name_or_model
from densemodel.store.card._saved_model import CELLS, ORIGINS
from densemodel.store.contents._history_json import read_history
from densemodel.store.contents._keras_file import ADVICE, load_plain
from densemodel.store.contents._keras_members import (
    built,
    put_weights,
    require_count,
    require_like,
    room_for,
    stored_model,
)
from densemodel.store.contents._last_json import STATE, place_of, target_of, terms_of, with_table_of
from densemodel.store.readers._archive import (
    CARD,
    CONFIG,
    HISTORY,
    LAST,
    LAST_ARRAYS,
    LIMITS,
    METADATA,
    NUMBERS,
    WEIGHTS,
    Archive,
    what_it_is,
)
from densemodel.store.readers._arrays import read_arrays
from densemodel.store.readers._json import read_json
from densemodel.training import DataInfo, Run
from densemodel.wording import readable

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

    from densemodel.language import KerasCall, Spec
    from densemodel.training import TrainingHistory

_WHAT = "its last state"
_REFUSED = "can't be read"


@with_call_hints
def load(place: str | os.PathLike[str] | bytes) -> Run:
    """Load a saved model from a file that may be untrusted.

    Args:
        place: A `.keras` file saved by densemodel, or by Keras if the language can express its
            network.

    Returns:
        The run, with its history. Its `model` is a plain compiled `keras.Sequential` with the best
        weights; `run.resume(x, y)` continues from the last state. From a file of Keras, the run is
        ready, without a history; `run.spec.notes` lists what its spec does not express.

    Raises:
        StoreError: The file can't be read, is damaged, or holds more than a saved model.

    Example:
        >>> run = dm.load("digits-3f2a.keras")
        >>> dm.predict(run, x_new)
    """
    try:
        return _loaded(place)
    except StoreError as error:
        whole = f"{what_it_is(place)} {_REFUSED}: "
        reason = error.message.removeprefix(whole).replace(f" {_REFUSED}:", ":")
        # the name of a saved model is no file's
        is_name = isinstance(place, str) and not Path(place).suffix and not Path(place).exists()
        by_name = f"a saved model is loaded by its name: dm.ModelStore(folder).load({place!r})"
        raise StoreError(whole + reason, hint=by_name if is_name else "") from None


def _loaded(place: str | os.PathLike[str] | bytes) -> Run:
    with Archive(place) as archive:
        if set(archive.names) == {METADATA, CONFIG, WEIGHTS}:
            stem = "" if isinstance(place, bytes) else Path(place).stem
            return load_plain(archive, name_or_model(stem))
        if CARD not in archive.names:
            raise StoreError(f"the file has no card of densemodel: {ADVICE}")
        card = Card.from_bytes(archive.read(CARD, MOST_BYTES))
        facts = _last_facts(archive)
        spec = _spec_of(card, facts)
        room = room_for(spec)
        record = read_history(archive.read(HISTORY, LIMITS[HISTORY]))
        last_arrays = read_arrays(archive.read(LAST_ARRAYS, 2 * room), at_most=2 * room, what=_WHAT)
        weights = read_arrays(archive.read(WEIGHTS, room), at_most=room)
        for name in NUMBERS:
            archive.require_sum(name, facts["sums"][name])
        for name in (METADATA, CONFIG):
            # what they say is not asked for; a file that is damaged there is damaged all the same
            archive.read(name, LIMITS[name])
    require_count(spec, weights)
    spec = _with_model(spec)
    fills = last_arrays.pop("fills", None)
    rows_before = 0 if card.data is None else card.data.rows
    last = place_of(facts["place"], last_arrays, rows=rows_before)
    terms = terms_of(facts["data"], spec, fills)
    target = target_of(facts["info"], spec)
    rows = DataInfo(
        **{**facts["info"], "target_scale": target},
        identity=_identity_of(card, facts["label_dtype"], is_kept=bool(last["weights"])),
        terms=terms,
        class_names=card.class_names,
    )
    record = replace(record, **last, state=facts["state"], reason=facts["reason"], data_info=rows)
    words = {clause.word for clause in spec.clauses} & {"epochs", "patience"}
    spec = replace(spec, from_data=frozenset(words.intersection(facts["from_data"])))
    model = built(spec, terms.task, target)
    put_weights(stored_model(model, spec), weights)
    spec = _begun_there(spec, model)
    model.optimizer.build(model.trainable_variables)
    if record.weights or record.optimizer:
        require_like(record.weights, model.variables, "weights")
        require_like(record.optimizer, model.optimizer.variables, "optimizer's numbers")
    run = Run.revived(spec, model, record, name=card.name)
    ORIGINS[run] = card.id
    if card.cell is not None:
        CELLS[run] = card.cell
    return run


def _begun_there(spec: Spec, model: Any) -> Spec:
    """The spec with the weights that were read as those that Restart begins with."""
    base = spec.base
    if base is None or base.is_frozen:
        return spec
    place = next(place for place, one in enumerate(model.layers) if hasattr(one, "layers"))
    base.model.set_weights(model.layers[place].get_weights())
    start = [layer.get_weights() for layer in model.layers[place + 1 :]]
    return spec.with_base(replace(base, start=start))


def _last_facts(archive: Archive) -> Mapping[str, Any]:
    return STATE.read(read_json(archive.read(LAST, LIMITS[LAST]), _WHAT))


def saved_history(path: Path) -> TrainingHistory:
    with _opened(path) as archive:
        return read_history(archive.read(HISTORY, LIMITS[HISTORY])).history


def history_and_spec(path: Path) -> tuple[TrainingHistory, Spec, KerasCall]:
    """The history in a file, its spec with all sizes, and the loss that it was trained with."""
    with _opened(path) as archive:
        card = Card.from_bytes(archive.read(CARD, MOST_BYTES))
        history = read_history(archive.read(HISTORY, LIMITS[HISTORY])).history
        data = _last_facts(archive)["data"]
        terms = terms_of(data, with_table_of(data, card.read_spec()), None)
    return history, terms.spec, terms.task.loss


@contextmanager
def _opened(path: Path) -> Iterator[Archive]:
    """The archive of a file, whose name is in every error."""
    try:
        with Archive(path) as archive:
            yield archive
    except StoreError as error:
        reason = error.message
    except SpecError as error:
        reason = f"its spec: {error.problems[0].message}"
    else:
        return
    whole = f"{what_it_is(path)} can't be read: "
    raise StoreError(reason if "can't be read" in reason else whole + reason) from None


def _spec_of(card: Card, facts: Mapping[str, Any]) -> Spec:
    """The spec of the card, with all its sizes."""
    try:
        spec = card.read_spec()
        if spec.choices or spec.has_auto_input or spec.has_auto_output:
            raise StoreError("its spec leaves a size open")
        spec = with_table_of(facts["data"], spec)
        count = spec.parameter_count
    except SpecError as error:
        raise StoreError(f"its spec can't be read: {str(error).splitlines()[0]}") from None
    if count != card.parameters:
        raise StoreError(f"its card says {card.parameters:,} parameters, its spec has {count:,}")
    return spec


def _with_model(spec: Spec) -> Spec:
    """The spec with a new model of its base, if it has one."""
    base = spec.base
    if base is None:
        return spec
    if not base.architecture and not base.layers:
        raise StoreError(
            f"its base, {readable(base.name, 40)}, is neither a model of keras.applications nor a "
            "chain of layers that can be written in a spec: if you trust it, "
            "keras.models.load_model(path, safe_mode=True) opens it"
        )
    try:
        return spec.with_base(made_base(base))
    except SpecError as error:
        reason = str(error).splitlines()[0]
        raise StoreError(f"its base can't be made again: {reason}") from None


def _identity_of(card: Card, dtype: str, *, is_kept: bool) -> DataIdentity | None:
    data = card.data
    if data is None and not is_kept:
        return None
    if data is None:
        raise StoreError("its card does not say what it was trained on")
    return DataIdentity(data.rows, data.shape, data.columns, dtype, data.fingerprint)
