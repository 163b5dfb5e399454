"""Old names of attributes that were renamed: they work, with a DeprecationWarning."""

from __future__ import annotations

import sys
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def by_old_name(owner: Any, name: str, new_names: Mapping[str, str]) -> Any:
    """The attribute of an object or a module under its new name, for a `__getattr__`.

    Raises:
        AttributeError: `name` is not an old name.
    """
    new, is_module = new_names.get(name), isinstance(owner, str)
    kind = f"module {owner!r}" if is_module else f"{type(owner).__name__!r} object"
    if new is None:
        raise AttributeError(f"{kind} has no attribute {name!r}", name=name)
    # warn at the line that uses the name: above `__getattr__`, this function and the next
    warn_of_old_name(name, new, stacklevel=4)
    return getattr(sys.modules[owner] if is_module else owner, new)


class OldName:
    """An old name of a class attribute: it reads and sets the new one."""

    def __init__(self, new: str) -> None:
        self._new = new

    def __set_name__(self, owner: type, name: str) -> None:
        self._old = name

    def __get__(self, owner: object, kind: type | None = None) -> Any:
        if owner is None:
            return self
        warn_of_old_name(self._old, self._new)
        return getattr(owner, self._new)

    def __set__(self, owner: object, value: object) -> None:
        warn_of_old_name(self._old, self._new)
        setattr(owner, self._new, value)


def warn_of_old_name(old: str, new: str, *, stacklevel: int = 3) -> None:
    """Warn about an old name, by default at the caller of the function that calls this."""
    warnings.warn(f"{old} is called {new} now", DeprecationWarning, stacklevel=stacklevel)
