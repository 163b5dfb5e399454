"""The first line of a cell, and a cell without a body."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


_MAGIC = "%%densemodel"
_REFUSAL = f"{_MAGIC} has to be the first line of its cell: move the lines above it to another cell"


def refuse_lower_magics(shell: Any) -> Callable[[], None]:
    """Check cells before IPython parses them; comments and blank lines may come first.

    Args:
        shell: IPython's.

    Returns:
        The function that ends it.
    """
    transformers = shell.input_transformers_cleanup
    transformers.append(_with_magic_first)
    return lambda: transformers.remove(_with_magic_first)


def _with_magic_first(lines: list[str]) -> list[str]:
    """A cell without comments above `%%densemodel`, which IPython accepts only on the first line.

    Raises:
        SyntaxError: Something else stands above it.
    """
    place = next((n for n, line in enumerate(lines) if line.split()[:1] == [_MAGIC]), 0)
    above = [line.strip() for line in lines[:place]]
    if not place or above[0].startswith("%%"):  # the text of another magic
        return lines
    if all(not line or line.startswith("#") for line in above):
        return lines[place:]
    try:
        ast.parse("".join(lines))  # it may be inside a string
    except SyntaxError:
        raise SyntaxError(_REFUSAL) from None
    return lines


_FIRST_LINE = re.compile(r"\s*%%densemodel\b")


def with_a_body(lines: list[str]) -> list[str]:
    """Add an empty body to a cell without one, so that our message is shown.

    Args:
        lines: Of any cell, with their line ends.
    """
    is_ours = bool(lines) and _FIRST_LINE.match(lines[0]) is not None
    if not is_ours or "".join(lines[1:]).strip():
        return lines
    return [lines[0].rstrip("\n") + "\n", "\n"]


def add_to(shell: Any) -> None:
    """Add this as an input transformer of the shell."""
    shell.input_transformers_cleanup.insert(0, with_a_body)


def remove_from(shell: Any) -> None:
    """Remove the input transformer."""
    transformers = shell.input_transformers_cleanup
    transformers[:] = [one for one in transformers if one is not with_a_body]
