"""Reads JSON that may be hostile, and quotes it safely in messages.

Python's own reader takes more than the standard has (NaN, Infinity, a key twice, of which the last
counts), and goes as deep as the stack lasts.
"""

from __future__ import annotations

import json
import math
import re
from itertools import accumulate
from typing import Any, NoReturn

from densemodel.errors import StoreError

_LONGEST = 40


def readable(name: bytes | str, longest: int = _LONGEST) -> str:
    """A name that is safe in any message.

    Args:
        name: What the file has.
        longest: Characters that are shown.
    """
    text = name.decode("ascii", "backslashreplace") if isinstance(name, bytes) else name
    shown = ascii(text)[1:-1]
    return shown if len(shown) <= longest else f"{shown[:longest]}..."


def printable(name: str) -> str:
    """The text with unprintable characters written as escapes.

    A name on disk may hold what moves a terminal's cursor, or turns the direction of a line.
    """
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in name)


def file_size(size: int) -> str:
    """A file size in two or three figures: `61 kB`, `2.9 MB`, `690 bytes`."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= scale * 0.9995:  # else 999.9 kB would read 1000 kB
            value = size / scale
            return f"{value:.1f} {unit}" if value < 9.95 else f"{value:.0f} {unit}"  # noqa: PLR2004
    return f"{size} bytes"


DEEPEST = 64
"Lists and objects in one another; Keras's config of a deep model has about a dozen."
MOST_VALUES = 2_000_000
"A list of empty lists takes 20 times its text in memory."
_LONGEST_INTEGER = 32
"Digits: enough for 128 bits, and far from where reading them takes long."
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_NO_MARK = re.compile(r"[^\[\]{},]+")
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1, ",": 0}
_HALF_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")


def read_json(data: bytes, what: str) -> dict[str, Any]:
    """Read a JSON object.

    Args:
        data: UTF-8.
        what: What it is, for messages: "the card of 'digits.keras'".

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
            parse_constant=_no_number,
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


def _no_number(_: str) -> NoReturn:
    raise _RefusedError("it holds a number that is not finite")


def _integer(digits: str) -> int:
    if len(digits) > _LONGEST_INTEGER:
        raise _RefusedError("it holds a number that is too long")
    return int(digits)


def _number(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise _RefusedError("it holds a number that is not finite")
    return number
