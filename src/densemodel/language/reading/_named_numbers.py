"""Variables of the notebook as numbers. Nothing is evaluated."""

from __future__ import annotations

import operator
import unicodedata
from math import inf
from numbers import Real
from typing import TYPE_CHECKING

from densemodel.language.syntax_tree import _limits
from densemodel.language.syntax_tree._base import is_keras_model
from densemodel.language.syntax_tree._closest_words import shortened
from densemodel.wording import with_article

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_BOOLEANS = frozenset({"bool", "bool_"})
"Booleans of Python and NumPy: True is not a size."

_LARGEST = 10**_limits.NUMBER_CHARACTERS
"Larger whole numbers are refused like their digits."


def lookup(names: Mapping[str, object], name: str) -> object | None:
    """The variable; None if there is none. Names are in NFKC form, as in Python."""
    plain = unicodedata.normalize("NFKC", name) if name.isidentifier() else name
    return names.get(name, names.get(plain))


def number_of(names: Mapping[str, object], name: str) -> int | float | None:
    """The number of a variable; None if it is not a number."""
    value = lookup(names, name)
    if value is None or type(value).__name__ in _BOOLEANS:
        return None
    if hasattr(type(value), "__index__"):
        try:
            whole = operator.index(value)  # type: ignore[arg-type]
        except Exception:  # noqa: BLE001 - anything may stand in a notebook, an array among it
            return None
        return whole if abs(whole) < _LARGEST else None
    return _real(value)


def _real(value: object) -> float | None:
    try:
        real = float(value) if isinstance(value, Real) else None
    except Exception:  # noqa: BLE001 - a fraction may be too large for a float
        return None
    return real if real is not None and abs(real) <= _limits.NUMBER else None


def describe(names: Mapping[str, object], name: str) -> tuple[str, str] | None:
    """The message and the fix for a variable that is not a number; None if there is none."""
    value = lookup(names, name)
    named = shortened(name)
    if value is None:
        return (f"{named} is None", "") if name in names else None
    kind = type(value).__name__
    if is_keras_model(value):
        return f"{named} is a Keras model", f"write {named} frozen, {named} unfrozen"
    number = _number_text(value)
    if number is not None:
        return f"{named} is {number}", ""
    shape = _shape(value)
    if shape is not None:
        what = "an array" if kind == "ndarray" else with_article(kind)
        sizes = shortened("x".join(str(size) for size in shape[1:]))
        message = f"{named} is {what} of shape {shortened(str(shape))}"
        table = "table, " if kind == "DataFrame" else ""
        return message, f"write {table}{sizes}" if sizes else ""
    kind = {"str": "string", "type": "class", "dict": "dictionary"}.get(kind, kind)
    return f"{named} is {with_article(kind)}", ""


def _number_text(value: Any) -> str | None:
    """A boolean or an unsupported number, in words; None for anything else."""
    try:
        if type(value).__name__ not in _BOOLEANS and not isinstance(value, Real):
            return None
        is_long = _LARGEST <= abs(value) < inf
        return f"a number of over {_limits.NUMBER_CHARACTERS} digits" if is_long else str(value)
    except Exception:  # noqa: BLE001 - anything may stand in a notebook
        return None


def _shape(value: object) -> tuple[int, ...] | None:
    try:
        shape = tuple(operator.index(size) for size in value.shape)  # type: ignore[attr-defined]
    except Exception:  # noqa: BLE001 - no shape, or one with unknown sizes
        return None
    return shape if all(0 <= size < _LARGEST for size in shape) else None
