"""The variables of a notebook that can be data, and the columns of a frame."""

from __future__ import annotations

from inspect import getattr_static
from itertools import islice
from typing import TYPE_CHECKING, Any

from densemodel.errors import DataError
from densemodel.language import is_keras_model
from densemodel.magics.cell._arguments import PAIRS, parse_arguments
from densemodel.magics.notebook._variables import lookup

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


def data_variables(
    option: str, variables: Mapping[str, Any], hidden: Collection[str]
) -> list[tuple[str, str]]:
    """The variables that fit an option, each with a description; without IPython's hidden ones."""
    found: list[tuple[str, str]] = []
    letter = option.lstrip("-") if len(option) == len("-x") else ""

    def place(name: str) -> tuple[bool, str]:
        # behind -x those that are called x: they are meant more often than not
        return not (letter and name.lower().startswith(letter)), name

    known = dict(variables)
    for name in sorted(known, key=place):
        value = known[name]
        if name.startswith("_") or name in hidden:
            continue
        fits = _is_frame(value) if option == "--frame" else _is_data(value)
        # TensorFlow calls the class of a tf.data.Dataset DatasetV2
        is_dataset = any(kind.__name__ == "DatasetV2" for kind in type(value).__mro__)
        if fits:
            found.append((name, describe(value)))
        elif option in {"-x", *PAIRS} and is_dataset:
            found.append((name, type(value).__name__.strip("_")))
    return found


def keras_models(variables: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The variables that hold a Keras model, each with its class."""
    return [
        (name, type(value).__name__)
        for name, value in sorted(dict(variables).items())
        if not name.startswith("_") and is_keras_model(value)
    ]


def attributes_of(text: str, variables: Mapping[str, Any]) -> list[tuple[str, str]] | None:
    """The attributes of a value that may be data, without methods; None without such a value.

    Each with what it is, the columns of a frame first.
    """
    try:
        value = lookup(text, variables)
    except DataError:
        return None
    columns = _columns(value) if _is_frame(value) else []
    found = {name: kind for name, kind in columns if name.isidentifier()}
    for name in dir(value):
        if name.startswith("_") or name in found:
            continue
        # not asked of the value itself: an attribute may take long to answer
        held = getattr_static(value, name, None)
        if not callable(held) and not isinstance(held, classmethod | staticmethod):
            found[name] = describe(held) if _is_data(held) else "an attribute"
    return list(found.items())


def cell_columns(line: str, variables: Mapping[str, Any]) -> dict[str, str]:
    """The columns of the frame that a cell's first line names, each with its type."""
    try:
        arguments = parse_arguments(line)
        value = lookup(arguments.frame or arguments.x or "", variables)
        columns = _columns(value) if _is_frame(value) else []
    except Exception:  # noqa: BLE001 - the line may be half-written, and a variable anything
        return {}
    target = (arguments.target or "").strip("\"'")
    return {name: kind for name, kind in columns if name != target}


def columns_of(frame: str, typed: str, variables: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The columns of a frame as written after `--target`, each with its type.

    A quote that is typed already is kept.
    """
    try:
        value = lookup(frame, variables)
    except DataError:
        return []
    if not _is_frame(value):
        return []
    quote = typed[:1] if typed[:1] in {'"', "'"} else ""
    return [(_written(name, quote), kind) for name, kind in _columns(value)]


def _columns(frame: Any) -> list[tuple[str, str]]:
    columns = islice(zip(frame.columns, frame.dtypes, strict=True), 500)
    return [(name, str(kind)) for name, kind in columns if isinstance(name, str)]


def _written(column: str, quote: str) -> str:
    needs_quotes = not column or any(symbol.isspace() or symbol in "#\"'[({" for symbol in column)
    symbol = quote or ('"' if needs_quotes else "")
    return f"{symbol}{column}{symbol}"


def describe(value: Any) -> str:
    """A short description of a variable: `ndarray 60000x784`."""
    kind = type(value).__name__
    shape = _shape(value)
    if shape is None:
        return f"{kind} of {len(value)}"
    return f"{kind} {'x'.join(str(size) for size in shape)}"


def _is_frame(value: Any) -> bool:
    kind = type(value)
    return hasattr(kind, "columns") and hasattr(kind, "drop") and not isinstance(value, type)


def _is_data(value: Any) -> bool:
    """Whether a value holds rows: an array or frame of one axis or more, or a list."""
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
    except Exception:  # noqa: BLE001 - a notebook may hold anything
        return None
