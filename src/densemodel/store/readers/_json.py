"""Reads JSON that may be hostile, quotes it safely in messages, and writes JSON.

Python's own reader takes more than the standard has (NaN, Infinity, a key twice, of which the last
counts), and goes as deep as the stack lasts.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from itertools import accumulate
from typing import Any

from densemodel.errors import StoreError


def printable(name: str) -> str:
    """The text with unprintable characters written as escapes.

    A name on disk may hold what moves a terminal's cursor, or turns the direction of a line.
    """
    return "".join(
        character if character.isprintable() else ascii(character)[1:-1] for character in name
    )


DEEPEST = 64
"Lists and objects in one another; Keras's config of a deep model has about a dozen."
MOST_VALUES = 2_000_000
"A list of empty lists takes 20 times its text in memory."
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_NO_MARK = re.compile(r"[^\[\]{},]+")
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1, ",": 0}
_HALF_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")


def read_json(data: bytes, what: str) -> dict[str, Any]:
    """Read a JSON object in UTF-8; `what` names it in messages: "the card of 'digits.keras'".

    Raises:
        StoreError: If it is not one JSON object, is ambiguous or nested too deeply, or holds a
            number that is not finite.
    """
    try:
        text = data.decode()
        _check_depth(text)
        found = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_number,
            parse_int=_integer,
            parse_float=_number,
        )
        if _HALF_CHARACTER.search(text):
            # half of a character can be neither shown nor written to a file
            json.dumps(found, ensure_ascii=False).encode()
    except UnicodeError:
        raise StoreError(f"{what} can't be read: it is not UTF-8 text") from None
    except _RefusedError as refusal:
        raise StoreError(f"{what} can't be read: {refusal}") from None
    except ValueError:
        raise StoreError(f"{what} can't be read: it is not JSON") from None
    if not isinstance(found, dict):
        raise StoreError(f"{what} can't be read: it is not a JSON object")
    return found


class _RefusedError(Exception):
    """The reason why the text is refused."""


def _check_depth(text: str) -> None:
    marks = _NO_MARK.sub("", _STRING.sub("", text))
    if len(marks) > MOST_VALUES:
        raise _RefusedError("it holds too many values")
    depth = max(accumulate(map(_STEPS.__getitem__, marks)), default=0)
    if depth > DEEPEST:
        raise _RefusedError("it is nested too deeply")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _RefusedError("it has a key twice")
    return found


def _integer(digits: str) -> int:
    # enough for 128 bits, and far from where reading them takes long
    if len(digits) > 32:
        raise _RefusedError("it holds a number that is too long")
    return int(digits)


def _number(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise _RefusedError("it holds a number that is not finite")
    return number


def json_bytes(value: object, *, is_ascii: bool = True) -> bytes:
    """Write UTF-8 JSON, with null for nan and infinity."""
    return json.dumps(json_values(value), ensure_ascii=is_ascii, allow_nan=False).encode()


def json_values(value: Any) -> Any:
    """The lists, objects and finite numbers of a value, its arrays and dataclasses included."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Mapping):
        return {name: json_values(part) for name, part in value.items()}
    if is_dataclass(value):
        return {field.name: json_values(getattr(value, field.name)) for field in fields(value)}
    if hasattr(value, "tolist"):  # an array or a number of NumPy
        return json_values(value.tolist())
    return [json_values(part) for part in value]
