"""The first line of a cell, and a cell without a body."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


_MAGIC = "%%densemodel"
_REFUSAL = f"{_MAGIC} has to be the first line of its cell: move the lines above it to another cell"


def prepare_cells(shell: Any) -> Callable[[], None]:
    """Check and complete cells before IPython parses them; returns the function that ends it.

    Comments and blank lines may come before the magic, and a cell without a body gets an empty one,
    so that our message is shown.
    """
    transformers = shell.input_transformers_cleanup
    transformers.insert(0, _with_a_body)
    transformers.append(_with_magic_first)

    def end() -> None:
        ours = (_with_a_body, _with_magic_first)
        transformers[:] = [one for one in transformers if one not in ours]

    return end


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


def _with_a_body(lines: list[str]) -> list[str]:
    is_ours = bool(lines) and _FIRST_LINE.match(lines[0]) is not None
    if not is_ours or "".join(lines[1:]).strip():
        return lines
    return [lines[0].rstrip("\n") + "\n", "\n"]
