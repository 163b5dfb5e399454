"""Names that were renamed: they still answer, with a DeprecationWarning."""

from __future__ import annotations

import sys
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def by_old_name(owner: Any, name: str, new_names: Mapping[str, str]) -> Any:
    """What an object or a module has under the new name. For a `__getattr__`.

    Raises:
        AttributeError: `name` is no old name.
    """
    new, is_module = new_names.get(name), isinstance(owner, str)
    kind = f"module {owner!r}" if is_module else f"{type(owner).__name__!r} object"
    if new is None:
        raise AttributeError(f"{kind} has no attribute {name!r}", name=name)
    # at the line that asks: behind `__getattr__`, this function and the next
    warn_of_old_name(name, new, stacklevel=4)
    return getattr(sys.modules[owner] if is_module else owner, new)


def warn_of_old_name(old: str, new: str, *, stacklevel: int = 3) -> None:
    """Warn that a name is the old one; by default at the caller of the function that calls this."""
    warnings.warn(f"{old} is called {new} now", DeprecationWarning, stacklevel=stacklevel)
