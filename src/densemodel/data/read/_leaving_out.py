"""The words that leave columns out, where there are any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language import write_column

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST = 80
"Longer words are not for a sentence."


def without_words(names: Sequence[str]) -> str:
    """The clause that leaves these columns out: `without age 'home city'`.

    Args:
        names: The columns, one at least.

    Returns:
        The clause; empty if no text can say it, since a name has a line break or both kinds of
        quotes, or if it is too long to be read.
    """
    words = " ".join(["without", *map(write_column, names)])
    return words if all(map(_can_be_written, names)) and len(words) <= _MOST else ""


def mend_of(names: Sequence[str]) -> str:
    """How to leave these columns out: `write 'without age'`, else `leave it out`."""
    words = without_words(names)
    if words:
        return f"write '{words}'"
    return "leave it out" if len(names) == 1 else "leave them out"


def _can_be_written(name: str) -> bool:
    has_both = '"' in name and "'" in name
    return bool(name.strip()) and name.isprintable() and not has_both
