"""A config table from an untrusted file: keys that are not read by name are refused."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from densemodel.errors import StoreError
from densemodel.language import write_number
from densemodel.store.readers._json import readable

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHOWN = 24
_LARGEST_WHOLE = 10_000_000
_PLAIN = (str, int, float, bool, type(None))


class ConfigTable:
    """The entries of one JSON object, which are read and removed one by one.

    Args:
        table: The object, as it was read.
        title: How a message begins: "layer 3, LSTM".
    """

    def __init__(self, table: object, title: str) -> None:
        self.title = title
        self.lost: list[str] = []
        "Weights whose start the language does not say."
        if not isinstance(table, dict):
            raise self.refused("it is not a table")
        self._left: dict[str, Any] = dict(table)

    def refused(self, why: str) -> StoreError:
        """The error that a spec can't express this."""
        return StoreError(f"{self.title}: {why}")

    def take(self, key: str) -> Any:
        """Any value; None if it is missing."""
        return self._left.pop(key, None)

    def leave(self, keys: Iterable[str]) -> None:
        """Remove entries that are ignored."""
        for key in keys:
            self._left.pop(key, None)

    def expect(self, key: str, *allowed: object) -> None:
        """Refuse any other value; a missing one is Keras's default."""
        if key not in self._left:
            return
        value = self._left.pop(key)
        if not any(type(value) is type(one) and value == one for one in allowed):
            raise self.refused(f"{key}={shown(value)} can't be written in a spec")

    def on(self, key: str) -> None:
        """Refuse it if it is off."""
        self.expect(key, *(True,))

    def off(self, *keys: str) -> None:
        """Refuse switches that are on."""
        for key in keys:
            self.expect(key, *(False,))

    def none(self, *keys: str) -> None:
        """Refuse entries that are not None."""
        for key in keys:
            self.expect(key, None)

    def word(self, key: str, *allowed: str) -> str:
        """One of these words."""
        value = self.take(key)
        if not isinstance(value, str) or value not in allowed:
            raise self.refused(f"{key}={shown(value)} can't be written in a spec")
        return value

    def whole(self, key: str) -> int:
        """A whole number of 1 or more."""
        return self._whole(key, self.take(key))

    def pair(self, key: str) -> tuple[int, int]:
        """Two whole numbers of 1 or more."""
        value = self.take(key)
        if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004 - a pair
            raise self.refused(f"{key}={shown(value)} is not a pair of numbers")
        return self._whole(key, value[0]), self._whole(key, value[1])

    def number(self, key: str) -> str:
        """A number, as the language writes it."""
        value = self.take(key)
        if not is_number(value):
            raise self.refused(f"{key}={shown(value)} is not a number")
        return write_number(value)

    def flag(self, key: str) -> str:
        """`on` or `off`."""
        value = self.take(key)
        if not isinstance(value, bool):
            raise self.refused(f"{key}={shown(value)} is not true or false")
        return "on" if value else "off"

    def inner(self, key: str) -> ConfigTable:
        """A table within it."""
        return ConfigTable(self.take(key), self.title)

    def done(self) -> None:
        """Refuse entries that were not read."""
        if self._left:
            key, value = next(iter(self._left.items()))
            raise self.refused(f"{readable(key, _SHOWN)}={shown(value)} can't be written in a spec")

    def _whole(self, key: str, value: object) -> int:
        if type(value) is not int or not 1 <= value <= _LARGEST_WHOLE:
            raise self.refused(f"{key}={shown(value)} is not a number that a layer can have")
        return value


def is_number(value: object) -> bool:
    """Whether it is a finite number."""
    return type(value) in (int, float) and math.isfinite(value)  # type: ignore[arg-type]  # just seen


def shown(value: object) -> str:
    """A value in a message."""
    return readable(str(value), _SHOWN) if isinstance(value, _PLAIN) else "something else"
