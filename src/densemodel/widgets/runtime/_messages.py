"""What a page may send to a view: messages of a declared form, checked in one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import GenericAlias, UnionType
from typing import Any, get_args, get_origin

Messages = Mapping[str, Mapping[str, Any]]
"""The messages by their `type`, each with its values by name.

A value is declared as a class (`int`, `str`, `bool`, `float`), as `list[str]` or `dict[str, str]`,
as a tuple of all that it may be, as a dictionary of values by name, or as `int | None`, if it may
be missing."""

_LONGEST = 200_000
"Characters of a text and entries of a list at most: a cell may be as long."
_UNFIT = object()


def checked(content: Any, messages: Messages) -> tuple[str, dict[str, Any]] | None:
    """The type and the declared values of a message, which is not to be trusted.

    Returns:
        None if it does not fit; values that are not declared are left out.

    Example:
        >>> checked({"type": "open", "number": 3}, {"open": {"number": int}, "close": {}})
        ('open', {'number': 3})
    """
    kind = content.get("type") if isinstance(content, dict) else None
    declared = messages.get(kind) if isinstance(kind, str) else None
    values = None if declared is None else _fitting(content, dict(declared))
    return None if values is None or values is _UNFIT else (str(kind), values)


def handler_of(content: Any, target: Any) -> Callable[[], object] | None:
    """What takes a message: the method `on_` with its type, if it fits the target's `messages`."""
    message = checked(content, target.messages)
    return None if message is None else partial(getattr(target, f"on_{message[0]}"), **message[1])


def _fitting(value: Any, declared: Any) -> Any:
    """The value, as far as it is declared; `_UNFIT` if it is another."""
    if isinstance(declared, dict):
        if not isinstance(value, dict):
            return _UNFIT
        found = {name: _fitting(value.get(name), one) for name, one in declared.items()}
        return found if all(one is not _UNFIT for one in found.values()) else _UNFIT
    if isinstance(declared, tuple):
        fits = any(type(value) is type(one) and value == one for one in declared)
    elif isinstance(declared, UnionType):
        fits = any(_fitting(value, one) is not _UNFIT for one in get_args(declared))
    elif isinstance(declared, GenericAlias):
        fits = type(value) is get_origin(declared) and _fits_each(value, get_args(declared))
    else:  # a bool is no number, and 3.0 came from JavaScript as 3
        fits = type(value) is declared or (declared is float and type(value) is int)
        fits = fits and (not isinstance(value, str) or len(value) <= _LONGEST)
    return value if fits else _UNFIT


def _fits_each(value: Any, kinds: tuple[Any, ...]) -> bool:
    """Whether a list's entries, or a dictionary's names and values, are of these kinds."""
    rows = value.items() if isinstance(value, dict) else [(one,) for one in value]
    pairs = [pair for row in rows for pair in zip(row, kinds, strict=True)]
    return len(value) <= _LONGEST and all(_fitting(one, kind) is not _UNFIT for one, kind in pairs)
