"""The last state of a run and the terms of its data, as JSON and arrays.

They are the members `densemodel/last.json` and `last.h5`. What reads them raises a StoreError for
anything that is not written here.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any, cast, get_args

import numpy as np

from densemodel._schema import (
    ANY,
    ANY_TEXT,
    FLAG,
    NUMBER,
    NUMBER_OR_NAN,
    WHOLE,
    FieldError,
    Kind,
    by_name,
    fields_of,
    list_of,
    one_of,
    record,
    row,
    text,
)
from densemodel.data import LabelCoding, TableEncoding, TargetScale, Terms, task_of_form
from densemodel.errors import SpecError, StoreError
from densemodel.store.contents._table_json import MOST_COLUMNS, TABLE
from densemodel.store.readers._archive import NUMBERS
from densemodel.training import (
    EarlyStopping,
    Evaluation,
    Plateau,
    Position,
    RatePlace,
    Reason,
    RunRecord,
    TakenUp,
    XlaUse,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel._array import Array
    from densemodel.data import LabelForm
    from densemodel.language import Spec

_SCORES = by_name(NUMBER_OR_NAN, 200)


# the place of the run in its training


def _early_stopping(best: dict[str, Any] | None, waited: int) -> EarlyStopping:
    if best is None:
        return EarlyStopping(waited=waited)
    return EarlyStopping(best["value"], Evaluation(best["epoch"], best["step"]), waited)


def _write_early_stopping(one: EarlyStopping) -> dict[str, Any]:
    best = one.evaluation
    facts = best and {"value": one.value, "epoch": best.epoch, "step": best.step}
    return {"best": facts, "waited": one.waited}


def _write_rows(rows: Array) -> str:
    """A bit for each row of the data, up to the last one that was trained on."""
    marks = np.zeros(int(rows.max(initial=-1)) + 1, np.uint8)
    marks[rows] = 1
    return base64.b64encode(np.packbits(marks).tobytes()).decode()


_EARLY_STOPPING = record(
    _early_stopping,
    best=record(dict[str, Any], value=NUMBER, epoch=WHOLE, step=WHOLE).nullable(),
    waited=WHOLE,
)
_PLATEAU = record(Plateau, **fields_of(Plateau))
_PLACE = record(
    dict[str, Any],
    position=row(Position, **fields_of(Position)),
    early_stopping=Kind(_EARLY_STOPPING.read, _write_early_stopping).inline(),
    rate=record(RatePlace, **fields_of(RatePlace, plateau=_PLATEAU.nullable())).nullable(),
    taken_up=row(TakenUp, **fields_of(TakenUp)).nullable(),
    logs=_SCORES,
    leaked_rows=WHOLE,
    trained_rows=Kind(ANY_TEXT.read, _write_rows),
    xla=record(
        XlaUse,
        jit_compile=Kind(lambda value: value if value == "auto" else FLAG.read(value)),
        xla_is_used=FLAG.nullable().named("is_used"),
        xla_first_step=WHOLE.named("first_step"),
    ).inline(),
)

_GROUPS = ("weights", "optimizer", "means")


def place_arrays(run_record: RunRecord) -> dict[str, Array]:
    """The part of the place that is arrays, by their paths."""
    return {
        f"{group}/{number}": np.asarray(values)
        for group in _GROUPS
        for number, values in enumerate(getattr(run_record, group) or ())
    }


def place_of(facts: Mapping[str, Any], arrays: Mapping[str, Array], *, rows: int) -> dict[str, Any]:
    """The place of both parts, as fields of a record.

    There are marks for no more rows than these, those of the card.
    """
    groups = {group: _group(arrays, group) for group in _GROUPS}
    if sum(map(len, groups.values())) != len(arrays):
        raise StoreError("its last state has arrays that nobody asks for")
    trained = _read_rows(facts["trained_rows"], rows)
    return {**facts, **groups, "means": groups["means"] or None, "trained_rows": trained}


def _group(arrays: Mapping[str, Array], group: str) -> tuple[Array, ...]:
    names = [name for name in arrays if name.startswith(f"{group}/")]
    due = [f"{group}/{number}" for number in range(len(names))]
    if sorted(names) != sorted(due):
        raise StoreError(f"the {group} of its last state are not counted from 0")
    return tuple(arrays[name] for name in due)


def _read_rows(bits: str, rows: int) -> Array:
    most = 4 * (rows // 24 + 1)  # four characters of base64 are the bits of 24 rows
    if len(bits) > most:
        raise StoreError(
            f"trained_rows in its last state has {len(bits):,} characters, {most:,} are the most"
        )
    try:
        packed = base64.b64decode(bits, validate=True)
    except (binascii.Error, ValueError):
        raise StoreError("trained_rows in its last state is not base64") from None
    return np.flatnonzero(np.unpackbits(np.frombuffer(packed, np.uint8))).astype(np.int64)


# the terms of its data

_TYPES = {"U": str, "b": bool, "i": int, "u": int, "f": float}


def _labels(kind: str, values: list[Any]) -> Array:
    type_ = _TYPES[kind]
    types = (int, float) if type_ is float else (type_,)
    if not all(type(value) in types for value in values):
        raise FieldError("are not all of one kind")
    try:
        return np.array(values, dtype=type_)
    except (OverflowError, ValueError):
        raise FieldError("are too large") from None


def _write_labels(labels: Array) -> dict[str, Any]:
    array = np.asarray(labels)
    if array.dtype.kind not in _TYPES:  # objects that are text, from a frame
        array = array.astype(str)
    return {"kind": array.dtype.kind, "values": array}


_LABELS = Kind(
    record(_labels, kind=one_of(*_TYPES), values=list_of(ANY, 1_000_000)).read, _write_labels
)
_NAMES = list_of(ANY_TEXT, MOST_COLUMNS, tuple).nullable()
_TERMS = record(
    dict[str, Any],
    columns=_NAMES.named("names"),
    coding=record(
        dict[str, Any],
        form=one_of("index", "columns", "binary", "flags", "numbers"),
        levels=_LABELS.nullable(),
    ).inline(),
    class_labels=_LABELS.nullable(),
    answer_names=_NAMES,
    spec=record(dict[str, Any], table=TABLE.nullable()).inline(),
)


def terms_of(facts: Mapping[str, Any], spec: Spec, fills: Array | None) -> Terms:
    """The terms; the spec has all its sizes, and `fills` are the values that fill gaps of x.

    A spec that takes a table has its encoding.
    """
    form, levels = cast("LabelForm", facts["coding"]["form"]), facts["coding"]["levels"]
    try:
        task = task_of_form(spec, form)
    except SpecError as error:
        raise StoreError(f"its labels do not go with its network: {error}") from None
    units = spec.output_shape
    classes = 2 if form == "binary" else units[0]
    if levels is not None and len(levels) != classes:
        raise StoreError(f"it names {len(levels):,} classes, and its network has {classes:,}")
    if fills is not None and fills.shape != spec.input_shape:
        raise StoreError("what fills the gaps of x has another shape than a row")
    return Terms(
        spec,
        facts["names"],
        LabelCoding(form, units, levels),
        task,
        class_labels=facts["class_labels"],
        answer_names=facts["answer_names"],
        fills=fills,
    )


def with_table_of(facts: Mapping[str, Any], spec: Spec) -> Spec:
    """The spec with the encoding of its table, where it takes one."""
    if not spec.takes_table:
        return spec
    table: TableEncoding | None = facts["spec"]["table"]
    if table is None:
        raise StoreError("it does not say how the columns of its table become numbers")
    return spec.with_table(table)


def target_of(facts: Mapping[str, Any], spec: Spec) -> TargetScale | None:
    """What `target norm` learned, where the spec has it."""
    if not spec.settings.target_norm:
        return None
    target = facts["target_scale"] or TargetScale((), ())
    with np.errstate(all="ignore"):  # too large for a float32, in which they are used
        mean, spread = (np.array(side, np.float32) for side in (target.mean, target.spread))
    is_sound = np.isfinite([*mean, *spread]).all() and (spread > 0).all()
    if not (is_sound and len(mean) == len(spread) == spec.output_shape[-1]):
        raise StoreError("what target norm learned is not a number for each answer")
    return target


_NUMBERS = list_of(NUMBER_OR_NAN, make=tuple)
_INFO = record(
    dict[str, Any],
    steps_per_epoch=WHOLE,
    validates=FLAG,
    has_weights=FLAG,
    baseline=_SCORES,
    target=row(TargetScale, mean=_NUMBERS, spread=_NUMBERS).nullable().named("target_scale"),
)
STATE = record(
    dict[str, Any],
    from_data=list_of(ANY_TEXT, 10),
    state=one_of("stopped", "finished", "failed"),
    reason=one_of(*get_args(Reason)),
    place=_PLACE,
    data=_TERMS,
    label_dtype=text(),
    info=_INFO.inline(),
    sums=record(dict[str, Any], **dict.fromkeys(NUMBERS, WHOLE)),
).titled("its last state")
"All that is JSON."
