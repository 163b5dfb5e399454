"""The preprocessing of a model's rows and the meaning of its outputs, as JSON, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np

from densemodel.data import LabelCoding, Terms, task_of_form
from densemodel.errors import SpecError, StoreError

if TYPE_CHECKING:
    from densemodel.data import LabelForm
    from densemodel.language import Spec
    from densemodel.store.readers._json import Fields

Array = np.ndarray[Any, Any]

_FORMS = ("index", "columns", "binary", "flags", "numbers")
_MOST_CLASSES = 1_000_000
_MOST_COLUMNS = 100_000
_KINDS = {"U": str, "b": bool, "i": int, "u": int, "f": float}


def terms_table(terms: Terms) -> dict[str, Any]:
    """Write them. The fill values are stored with the arrays."""
    coding = terms.coding
    return {
        "columns": None if terms.names is None else list(terms.names),
        "form": coding.form,
        "levels": _labels_table(coding.levels),
        "class_labels": _labels_table(terms.class_labels),
        "answer_names": None if terms.answer_names is None else list(terms.answer_names),
    }


def terms_of(fields: Fields, spec: Spec, fills: Array | None) -> Terms:
    """Read them.

    Args:
        fields: What was written.
        spec: Of the network, with all its sizes.
        fills: The values that fill gaps of x.

    Raises:
        StoreError: They are not what is written here, or do not go with the spec.
    """
    form = cast("LabelForm", fields.one_of("form", _FORMS))
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


def _names(fields: Fields, name: str) -> tuple[str, ...] | None:
    return tuple(fields.texts(name, _MOST_COLUMNS)) if fields.has(name) else None


def _labels_table(labels: Array | None) -> dict[str, Any] | None:
    if labels is None:
        return None
    array = np.asarray(labels)
    kind = array.dtype.kind
    if kind not in _KINDS:  # objects that are text, from a frame
        array, kind = array.astype(str), "U"
    return {"kind": kind, "values": array.tolist()}


def _labels_of(fields: Fields, name: str) -> Array | None:
    if not fields.has(name):
        return None
    inner = fields.inner(name)
    kind = _KINDS[inner.one_of("kind", tuple(_KINDS))]
    values = inner.items("values", _MOST_CLASSES)
    kinds = (int, float) if kind is float else (kind,)
    if not all(type(value) in kinds for value in values):
        raise StoreError(f"{name} of its data are not all of one kind")
    try:
        return np.array(values, dtype=kind)
    except (OverflowError, ValueError):
        raise StoreError(f"{name} of its data are too large") from None
