"""Variables of the notebook where a number is due. Nothing is ever evaluated."""

from __future__ import annotations

import operator
import unicodedata
from math import isfinite
from numbers import Real
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_TRUTH = frozenset({"bool", "bool_"})
"Python's and NumPy's: True is no size."

_PLAIN_WORDS = {"str": "string", "type": "class", "dict": "dictionary"}


def lookup(names: Mapping[str, object], name: str) -> object | None:
    """The variable, None if there is none. Python reads names in their NFKC form, and so do we."""
    return names.get(name, names.get(unicodedata.normalize("NFKC", name)))


def number_of(names: Mapping[str, object], name: str) -> int | float | None:
    """The number that a variable holds, None if it holds none."""
    value = lookup(names, name)
    if value is None or type(value).__name__ in _TRUTH:
        return None
    if hasattr(type(value), "__index__"):
        try:
            return operator.index(value)  # type: ignore[arg-type]
        except Exception:  # noqa: BLE001 - anything may stand in a notebook, an array among it
            return None
    return _real(value)


def _real(value: object) -> float | None:
    try:
        real = float(value) if isinstance(value, Real) else None
    except Exception:  # noqa: BLE001 - a fraction may be too large for a float
        return None
    return real if real is not None and isfinite(real) else None


def describe(names: Mapping[str, object], name: str) -> tuple[str, str] | None:
    """What a variable holds that is no number, and what to write; None if there is none."""
    value = lookup(names, name)
    if value is None:
        return (f"{name} is None", "") if name in names else None
    kind = type(value).__name__
    if kind in _TRUTH or isinstance(value, Real):
        return f"{name} is {value}", ""
    shape = _shape(value)
    if shape is not None:
        what = "an array" if kind == "ndarray" else f"a {kind}"
        sizes = "x".join(str(size) for size in shape[1:])
        return f"{name} is {what} of shape {shape}", f"write {sizes}" if sizes else ""
    kind = _PLAIN_WORDS.get(kind, kind)
    return f"{name} is {_article(kind)} {kind}", ""


def _shape(value: object) -> tuple[int, ...] | None:
    try:
        shape = tuple(operator.index(size) for size in value.shape)  # type: ignore[attr-defined]
    except Exception:  # noqa: BLE001 - no shape, or one with unknown sizes
        return None
    return shape


def _article(noun: str) -> str:
    return "an" if noun[:1].lower() in "aeiou" else "a"
