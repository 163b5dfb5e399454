"""The tables of a Keras config, read strictly.

The config is untrusted: keys that are not read by name are refused, with a StoreError.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeGuard

from densemodel.errors import StoreError
from densemodel.wording import readable

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_SHOWN = 24
MOST_UNITS = 10_000_000
"Of a layer, or in an axis."
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
                raise self.refused(unexpressible(key, value))

    def word(self, key: str, *allowed: str) -> str:
        value = self.pop(key)
        if not isinstance(value, str) or value not in allowed:
            raise self.refused(unexpressible(key, value))
        return value

    def inner(self, key: str) -> ConfigTable:
        return ConfigTable(self.pop(key), self.title)

    def done(self) -> None:
        """Refuse entries that were not read."""
        for key, value in self._left.items():
            raise self.refused(unexpressible(key, value))


def unexpressible(key: str, value: object) -> str:
    """Why an entry is refused."""
    return f"{readable(key, LONGEST_SHOWN)}={shown(value)} can't be written in a spec"


def is_size(value: object) -> TypeGuard[int]:
    """Whether it is a number of units, or a size of an axis."""
    return type(value) is int and 1 <= value <= MOST_UNITS


def shown(value: object) -> str:
    """A value as a message shows it; of an object the class."""
    if isinstance(value, dict):
        value = value.get("class_name", value)
    is_plain = isinstance(value, str | int | float | bool | None)
    return readable(str(value), LONGEST_SHOWN) if is_plain else "something else"


def require_float32(table: ConfigTable) -> None:
    """Refuse dtypes other than float32."""
    dtype = table.pop("dtype")
    if dtype is None or dtype == "float32":
        return
    policy = ConfigTable(dtype, table.title)
    policy.expect("module", ("keras",))
    policy.expect("registered_name", (None,))
    policy.leave(("shared_object_id",))
    policy.expect("class_name", ("DTypePolicy",))
    if policy.pop("config") != {"name": "float32"}:
        raise table.refused("its dtype is not float32, and a spec has no other")
    policy.done()
