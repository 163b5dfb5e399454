"""Reads the fields of a card with their bounds, and the metrics of a run.

Cards come from untrusted files. Errors name the field.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeVar

from densemodel.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def metrics_by_side(
    logs: Mapping[str, float], test: Mapping[str, float] | None
) -> dict[str, Metrics]:
    """Group the metrics of one evaluation by "training", "validation" and "test".

    Args:
        logs: As Keras names them: `loss`, `val_loss`.
        test: The numbers on the test data, if there was any.
    """
    sides: dict[str, Metrics] = {"training": {}}
    for name, value in logs.items():
        if name.startswith("val_"):
            sides.setdefault("validation", {})[name.removeprefix("val_")] = value
        elif not name.startswith("test_") and name != "learning_rate":
            sides["training"][name] = value
    if test is not None:
        sides["test"] = dict(test)
    return sides


Kind = TypeVar("Kind")
Metrics = dict[str, float | None]

_LARGEST = 2**63 - 1
_MOST_METRICS = 200
_LONGEST_WORD = 500


def fail(what: str, wrong: str) -> StoreError:
    """The error of one field."""
    return StoreError(f"its card is wrong: {what} {wrong}")


def text_of(value: object, what: str, longest: int = _LONGEST_WORD) -> str:
    """Text of limited length, without lone surrogates."""
    if not isinstance(value, str):
        raise fail(what, "is not text")
    if len(value) > longest:
        raise fail(what, f"has {len(value):,} characters, {longest:,} are the most")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise fail(what, "is not text") from error
    return value


def whole_of(value: object, what: str) -> int:
    """A whole number, 0 or more."""
    if type(value) is not int or not 0 <= value <= _LARGEST:
        raise fail(what, "is not a whole number of 0 or more")
    return value


def number_of(value: object, what: str) -> float | None:
    """A number; None for nan and infinity."""
    if value is None:
        return None
    if type(value) not in (int, float):
        raise fail(what, "is not a number")
    try:
        number = float(value)  # type: ignore[arg-type]  # the type was looked at above
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise fail(what, "is not a number")
    return number


def words_of(
    value: object, what: str, most: int = _LARGEST, longest: int = _LONGEST_WORD
) -> tuple[str, ...]:
    """A list of texts."""
    return tuple(text_of(item, what, longest) for item in _list_of(value, what, most))


def wholes_of(value: object, what: str) -> tuple[int, ...]:
    """A list of whole numbers."""
    return tuple(whole_of(item, what) for item in _list_of(value, what))


def numbers_of(value: object, what: str, most: int) -> tuple[float | None, ...]:
    """A list of numbers and None."""
    return tuple(number_of(item, what) for item in _list_of(value, what, most))


def table_of(value: object, what: str) -> dict[str, object]:
    """Values by name."""
    if not isinstance(value, dict):
        raise fail(what, "is not a table")
    return value


def metrics_of(value: object, what: str) -> Metrics:
    """Numbers by name."""
    table = table_of(value, what)
    if len(table) > _MOST_METRICS:
        raise fail(what, f"has {len(table):,} numbers, {_MOST_METRICS} are the most")
    return {text_of(name, what): number_of(number, what) for name, number in table.items()}


def texts_of(value: object, what: str) -> dict[str, str]:
    """Texts by name."""
    items = table_of(value, what).items()
    return {text_of(name, what): text_of(text, what) for name, text in items}


def maybe(read: Callable[[object, str], Kind], value: object, what: str) -> Kind | None:
    """A value that may be missing."""
    return None if value is None else read(value, what)


def _list_of(value: object, what: str, most: int = _LARGEST) -> list[object]:
    if not isinstance(value, list):
        raise fail(what, "is not a list")
    if len(value) > most:
        raise fail(what, f"has {len(value):,} entries, {most:,} are the most")
    return value
