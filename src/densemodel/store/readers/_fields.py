"""Reads typed and bounded fields of an untrusted JSON object."""

from __future__ import annotations

import math
from typing import Any

from densemodel.errors import StoreError

MOST_WHOLE = 2**63 - 1
_LARGEST = 1e308


class Fields:
    """The fields of one JSON object.

    Args:
        table: The object, as it was read.
        what: What it is called in messages: "its history".
    """

    def __init__(self, table: object, what: str) -> None:
        if not isinstance(table, dict):
            raise StoreError(f"{what} is not a JSON object")
        self._table = table
        self._what = what

    def whole(self, name: str) -> int:
        """A whole number of 0 or more."""
        return self._whole(self._get(name), name)

    def number(self, name: str) -> float:
        """A finite number."""
        return self._number(self._get(name), name)

    def number_or(self, name: str, none: float) -> float:
        """A number; `none` if it is null, which JSON has for numbers that are not finite."""
        value = self._get(name)
        return none if value is None else self._number(value, name)

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self._get(name)
        if not isinstance(value, bool):
            raise self._wrong(name, "is not true or false")
        return value

    def text(self, name: str, longest: int = 500) -> str:
        """Some text."""
        value = self._get(name)
        if not isinstance(value, str) or len(value) > longest:
            raise self._wrong(name, f"is not text of at most {longest:,} characters")
        return value

    def one_of(self, name: str, words: tuple[str, ...]) -> str:
        """One of these words."""
        value = self._get(name)
        if not isinstance(value, str) or value not in words:
            raise self._wrong(name, f"is none of {', '.join(words)}")
        return value

    def texts(self, name: str, most: int) -> list[str]:
        """A list of texts."""
        values = self.items(name, most)
        if not all(isinstance(value, str) for value in values):
            raise self._wrong(name, "is not a list of texts")
        return values

    def wholes(self, name: str, most: int) -> list[int]:
        """A list of whole numbers of 0 or more."""
        return [self._whole(value, name) for value in self.items(name, most)]

    def numbers(self, name: str, most: int) -> list[float]:
        """A list of numbers, with nan for null."""
        values = self.items(name, most)
        return [math.nan if value is None else self._number(value, name) for value in values]

    def items(self, name: str, most: int) -> list[Any]:
        """A list of anything."""
        value = self._get(name)
        if not isinstance(value, list) or len(value) > most:
            raise self._wrong(name, f"is not a list of at most {most:,}")
        return value

    def scores(self, name: str, most: int = 200) -> dict[str, float]:
        """Numbers by name, with nan for null."""
        inner = self.inner(name)
        names = inner.names()
        if len(names) > most:
            raise self._wrong(name, f"has more than {most:,} numbers")
        return {key: inner.number_or(key, math.nan) for key in names}

    def names(self) -> list[str]:
        """The names of its fields."""
        return list(self._table)

    def inner(self, name: str) -> Fields:
        """An object within it."""
        return Fields(self._get(name), f"{name} in {self._what}")

    def holds(self, name: str, value: str) -> bool:
        """Whether the field is this text."""
        return bool(self._get(name) == value)

    def has(self, name: str) -> bool:
        """Whether the field is there and not null."""
        return self._table.get(name) is not None

    def _get(self, name: str) -> Any:
        try:
            return self._table[name]
        except KeyError:
            raise self._wrong(name, "is missing") from None

    def _whole(self, value: Any, name: str) -> int:
        if type(value) is not int or not 0 <= value <= MOST_WHOLE:
            raise self._wrong(name, "is not a whole number of 0 or more")
        return value

    def _number(self, value: Any, name: str) -> float:
        # a whole number of JSON may be larger than any float
        if type(value) not in (int, float) or not abs(value) <= _LARGEST:
            raise self._wrong(name, "is not a finite number")
        return float(value)

    def _wrong(self, name: str, why: str) -> StoreError:
        # a name may come from the file as well
        return StoreError(f"{ascii(name[:40])[1:-1]} in {self._what} {why}")
