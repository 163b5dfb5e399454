"""The tables of a Keras config, read strictly.

The config is untrusted: keys that are not read by name are refused, with a StoreError.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeGuard

from densemodel.errors import StoreError
from densemodel.wording import readable

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_SHOWN = 24
BESIDE = ("build_config", "shared_object_id")
"What Keras builds by, which nobody reads here: the sizes follow from the input."


class ConfigTable:
    """The entries of one JSON object, which are read and removed one by one.

    Args:
        table: The object, as it was read.
        title: How a message begins: "layer 3, LSTM".
    """

    def __init__(self, table: object, title: str) -> None:
        self.title = title
        if not isinstance(table, dict):
            raise self.refused("it is not a table")
        self._left: dict[str, Any] = dict(table)

    def refused(self, why: str) -> StoreError:
        """The error that a spec can't express this."""
        return StoreError(f"{self.title}: {why}")

    def pop(self, key: str) -> Any:
        """Any value; None if it is missing."""
        return self._left.pop(key, None)

    def leave(self, keys: Iterable[str]) -> None:
        """Remove entries that are ignored."""
        for key in keys:
            self._left.pop(key, None)

    def expect(self, key: str, allowed: tuple[object, ...]) -> None:
        """Refuse any other value; a missing one is Keras's default."""
        if key in self._left:
            value = self._left.pop(key)
            if not any(type(value) is type(one) and value == one for one in allowed):
                raise self._unsayable(key, value)

    def word(self, key: str, *allowed: str) -> str:
        value = self.pop(key)
        if not isinstance(value, str) or value not in allowed:
            raise self._unsayable(key, value)
        return value

    def whole(self, key: str) -> int:
        """A whole number of 1 or more."""
        return self._whole(key, self.pop(key))

    def pair(self, key: str) -> tuple[int, int]:
        """Two whole numbers of 1 or more."""
        value = self.pop(key)
        if not isinstance(value, list) or len(value) != 2:  # a pair
            raise self.refused(f"{key}={shown(value)} is not a pair of numbers")
        return self._whole(key, value[0]), self._whole(key, value[1])

    def number(self, key: str) -> float:
        """A finite number."""
        value = self.pop(key)
        if not is_number(value):
            raise self.refused(f"{key}={shown(value)} is not a number")
        return float(value)

    def numbers(self, key: str, most: int) -> list[Any]:
        """A list of at most so many finite numbers."""
        values = self.pop(key)
        if not isinstance(values, list) or len(values) > most or not all(map(is_number, values)):
            raise self.refused(f"{key} is not a list of at most {most:,} numbers")
        return values

    def flag(self, key: str) -> bool:
        value = self.pop(key)
        if not isinstance(value, bool):
            raise self.refused(f"{key}={shown(value)} is not true or false")
        return value

    def inner(self, key: str) -> ConfigTable:
        return ConfigTable(self.pop(key), self.title)

    def done(self) -> None:
        """Refuse entries that were not read."""
        for key, value in self._left.items():
            raise self._unsayable(readable(key, LONGEST_SHOWN), value)

    def _unsayable(self, key: str, value: object) -> StoreError:
        return self.refused(f"{key}={shown(value)} can't be written in a spec")

    def _whole(self, key: str, value: object) -> int:
        if not is_size(value):
            raise self.refused(f"{key}={shown(value)} is not a number that a layer can have")
        return value


def keras_object(value: object, module: str, title: str) -> ConfigTable:
    """An object of Keras's own, of which class and config are left to read."""
    table = ConfigTable(value, title)
    table.expect("module", (module,))
    table.expect("registered_name", (None,))
    table.leave(("shared_object_id",))
    return table


def is_size(value: object) -> TypeGuard[int]:
    """Whether it is a number of units, or a size of an axis."""
    return type(value) is int and 1 <= value <= 10_000_000


def is_number(value: object) -> bool:
    """Whether it is a finite number."""
    return type(value) in (int, float) and math.isfinite(value)  # type: ignore[arg-type]  # just seen


def shown(value: object) -> str:
    is_plain = isinstance(value, str | int | float | bool | None)
    return readable(str(value), LONGEST_SHOWN) if is_plain else "something else"


def require_float32(table: ConfigTable) -> None:
    """Refuse dtypes other than float32."""
    dtype = table.pop("dtype")
    if dtype is None or dtype == "float32":
        return
    policy = keras_object(dtype, "keras", table.title)
    policy.expect("class_name", ("DTypePolicy",))
    if policy.pop("config") != {"name": "float32"}:
        raise table.refused("its dtype is not float32, and a spec has no other")
    policy.done()
