"""The last state of a run and the terms of its data, as JSON and arrays, and back.

They are the members `densemodel/last.json` and `last.h5`. What reads them raises a StoreError for
anything that is not written here.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import astuple
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from densemodel.data import LabelCoding, TableEncoding, Terms, task_of_form
from densemodel.errors import SpecError, StoreError
from densemodel.store.contents._table_json import MOST_COLUMNS, table_json, table_of
from densemodel.training import (
    Best,
    Evaluation,
    Plateau,
    Position,
    RatePlace,
    ResumeState,
    TakenUp,
    XlaUse,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel._array import Array
    from densemodel.data import LabelForm
    from densemodel.language import Spec
    from densemodel.store.readers._json import Fields


_GROUPS = ("weights", "optimizer", "means")
_KINDS = {"U": str, "b": bool, "i": int, "u": int, "f": float}


def place_table(last: ResumeState) -> dict[str, Any]:
    """The part that is JSON; the rate has the fields that are read."""
    best = last.best
    # a bit for each row of the data, up to the last one that was trained on
    marks = np.zeros(int(last.trained_rows.max(initial=-1)) + 1, np.uint8)
    marks[last.trained_rows] = 1
    return {
        "position": astuple(last.position),
        "best": None
        if best.evaluation is None
        else {"value": best.value, "epoch": best.evaluation.epoch, "step": best.evaluation.step},
        "waited": best.waited,
        "rate": last.rate,
        "taken_up": last.taken_up and astuple(last.taken_up),
        "logs": last.logs,
        "leaked_rows": last.leaked_rows,
        "trained_rows": base64.b64encode(np.packbits(marks).tobytes()).decode(),
        "jit_compile": last.xla.jit_compile,
        "xla_is_used": last.xla.is_used,
        "xla_first_step": last.xla.first_step,
    }


def place_arrays(last: ResumeState) -> dict[str, Array]:
    """The part that is arrays, by their paths."""
    return {
        f"{group}/{number}": np.asarray(values)
        for group in _GROUPS
        for number, values in enumerate(getattr(last, group) or ())
    }


def place_of(fields: Fields, arrays: Mapping[str, Array], *, rows: int) -> ResumeState:
    """Read both parts; there are marks for no more rows than these, those of the card."""
    groups = {group: _group(arrays, group) for group in _GROUPS}
    if sum(map(len, groups.values())) != len(arrays):
        raise StoreError("its last state has arrays that nobody asks for")
    return ResumeState(
        position=Position(*_wholes(fields, "position", 4)),
        best=_best_of(fields),
        rate=_rate_of(fields.inner("rate")) if fields.has("rate") else None,
        taken_up=TakenUp(*_wholes(fields, "taken_up", 3)) if fields.has("taken_up") else None,
        weights=groups["weights"],
        optimizer=groups["optimizer"],
        means=groups["means"] or None,
        logs=fields.scores("logs"),
        leaked_rows=fields.whole("leaked_rows"),
        # four characters of base64 are the bits of 24 rows
        trained_rows=_rows(fields.text("trained_rows", 4 * (rows // 24 + 1))),
        xla=_xla_of(fields),
    )


def _group(arrays: Mapping[str, Array], group: str) -> tuple[Array, ...]:
    names = [name for name in arrays if name.startswith(f"{group}/")]
    due = [f"{group}/{number}" for number in range(len(names))]
    if sorted(names) != sorted(due):
        raise StoreError(f"the {group} of its last state are not counted from 0")
    return tuple(arrays[name] for name in due)


def _wholes(fields: Fields, name: str, count: int) -> list[int]:
    numbers = fields.wholes(name, count)
    if len(numbers) != count:
        raise StoreError(f"{name} in its last state has {len(numbers)} numbers in place of {count}")
    return numbers


def _best_of(fields: Fields) -> Best:
    waited = fields.whole("waited")
    if not fields.has("best"):
        return Best(waited=waited)
    best = fields.inner("best")
    return Best(best.number("value"), Evaluation(best.whole("epoch"), best.whole("step")), waited)


def _rate_of(fields: Fields) -> RatePlace:
    plateau = None
    if fields.has("plateau"):
        inner = fields.inner("plateau")
        plateau = Plateau(
            inner.number("rate"),
            inner.number("factor"),
            inner.whole("patience"),
            inner.number("best") if inner.has("best") else None,
            inner.whole("waited"),
        )
    return RatePlace(fields.whole("first_step"), fields.whole("first_epoch"), plateau)


def _xla_of(fields: Fields) -> XlaUse:
    is_auto = fields.holds("jit_compile", "auto")
    return XlaUse(
        "auto" if is_auto else fields.flag("jit_compile"),
        fields.flag("xla_is_used") if fields.has("xla_is_used") else None,
        fields.whole("xla_first_step"),
    )


def _rows(bits: str) -> Array:
    try:
        packed = base64.b64decode(bits, validate=True)
    except (binascii.Error, ValueError):
        raise StoreError("trained_rows in its last state is not base64") from None
    return np.flatnonzero(np.unpackbits(np.frombuffer(packed, np.uint8))).astype(np.int64)


def terms_table(terms: Terms) -> dict[str, Any]:
    """Write them. The fill values are stored with the arrays."""
    coding = terms.coding
    return {
        "columns": terms.names,
        "form": coding.form,
        "levels": _labels_table(coding.levels),
        "class_labels": _labels_table(terms.class_labels),
        "answer_names": terms.answer_names,
        "table": table_json(table)
        if isinstance(table := terms.spec.table, TableEncoding)
        else None,
    }


def terms_of(fields: Fields, spec: Spec, fills: Array | None) -> Terms:
    """Read them; the spec has all its sizes, and `fills` are the values that fill gaps of x.

    A spec that takes a table has its encoding.
    """
    forms = ("index", "columns", "binary", "flags", "numbers")
    form = cast("LabelForm", fields.one_of("form", forms))
    try:
        task = task_of_form(spec, form)
    except SpecError as error:
        raise StoreError(f"its labels do not go with its network: {error}") from None
    units = spec.output_shape
    levels = _labels_of(fields, "levels")
    classes = 2 if form == "binary" else units[0]
    if levels is not None and len(levels) != classes:
        raise StoreError(f"it names {len(levels):,} classes, and its network has {classes:,}")
    if fills is not None and fills.shape != spec.input_shape:
        raise StoreError("what fills the gaps of x has another shape than a row")
    names, answers = _names(fields, "columns"), _names(fields, "answer_names")
    return Terms(
        spec,
        names,
        LabelCoding(form, units, levels),
        task,
        class_labels=_labels_of(fields, "class_labels"),
        answer_names=answers,
        fills=fills,
    )


def with_table_of(fields: Fields, spec: Spec) -> Spec:
    """The spec with the encoding of its table, where it takes one."""
    if not spec.takes_table:
        return spec
    if not fields.has("table"):
        raise StoreError("it does not say how the columns of its table become numbers")
    return spec.with_table(table_of(fields.items("table", MOST_COLUMNS)))


def _names(fields: Fields, name: str) -> tuple[str, ...] | None:
    return tuple(fields.texts(name, MOST_COLUMNS)) if fields.has(name) else None


def _labels_table(labels: Array | None) -> dict[str, Any] | None:
    if labels is None:
        return None
    array = np.asarray(labels)
    kind = array.dtype.kind
    if kind not in _KINDS:  # objects that are text, from a frame
        array, kind = array.astype(str), "U"
    return {"kind": kind, "values": array}


def _labels_of(fields: Fields, name: str) -> Array | None:
    if not fields.has(name):
        return None
    inner = fields.inner(name)
    kind = _KINDS[inner.one_of("kind", tuple(_KINDS))]
    values = inner.items("values", 1_000_000)
    kinds = (int, float) if kind is float else (kind,)
    if not all(type(value) in kinds for value in values):
        raise StoreError(f"{name} of its data are not all of one kind")
    try:
        return np.array(values, dtype=kind)
    except (OverflowError, ValueError):
        raise StoreError(f"{name} of its data are too large") from None
