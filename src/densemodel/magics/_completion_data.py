"""The variables of a notebook that can be data, and the columns of a frame."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from densemodel.errors import DataError
from densemodel.magics._variables import lookup

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_MOST_COLUMNS = 500


def data_variables(
    option: str, variables: Mapping[str, Any], hidden: Collection[str]
) -> list[tuple[str, str]]:
    """The variables that fit an option, each with what it is.

    Args:
        option: `-x`, `-y`, `--frame`, `--validation` or `--test`.
        variables: The notebook's.
        hidden: Names that IPython itself put there.
    """
    found: list[tuple[str, str]] = []
    for name, value in sorted(dict(variables).items()):
        if name.startswith("_") or name in hidden:
            continue
        fits = _is_frame(value) if option == "--frame" else _is_data(value)
        if fits:
            found.append((name, describe(value)))
    return found


def columns_of(frame: str, typed: str, variables: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The columns of a frame as they are written after `--target`, each with its type.

    Args:
        frame: What was written after `--frame`.
        typed: What is typed of the column: the quote it begins with is kept.
        variables: The notebook's.
    """
    try:
        value = lookup(frame, variables)
    except DataError:
        return []
    if not _is_frame(value):
        return []
    quote = typed[:1] if typed[:1] in {'"', "'"} else ""
    columns = zip(value.columns, value.dtypes, strict=True)
    return [
        (_written(name, quote), str(kind))
        for name, kind in islice(columns, _MOST_COLUMNS)
        if isinstance(name, str)
    ]


def _written(column: str, quote: str) -> str:
    """A column with a blank in it needs quotes."""
    needs_quotes = not column or any(sign.isspace() or sign in "#\"'[({" for sign in column)
    sign = quote or ('"' if needs_quotes else "")
    return f"{sign}{column}{sign}"


def describe(value: Any) -> str:
    """What a variable is, in a few words: `ndarray 60000x784`."""
    kind = type(value).__name__
    shape = _shape(value)
    if shape is None:
        return f"{kind} of {len(value)}"
    return f"{kind} {'x'.join(str(size) for size in shape)}"


def _is_frame(value: Any) -> bool:
    kind = type(value)
    return hasattr(kind, "columns") and hasattr(kind, "drop") and not isinstance(value, type)


def _is_data(value: Any) -> bool:
    """Whether it holds rows: an array or frame of one axis or more, or a list."""
    if isinstance(value, type):
        return False
    if isinstance(value, list | tuple):
        return len(value) > 0
    return hasattr(type(value), "__getitem__") and bool(_shape(value))


def _shape(value: Any) -> tuple[int, ...] | None:
    # asked of the type first: an object may answer to any name
    if not hasattr(type(value), "shape"):
        return None
    try:
        return tuple(int(size) for size in value.shape)
    except Exception:  # noqa: BLE001 - anything may stand in a notebook
        return None
