"""A `%%densemodel` cell without a body, which IPython refuses before we see it."""

from __future__ import annotations

import re
from typing import Any

_FIRST_LINE = re.compile(r"\s*%%densemodel\b")


def with_a_body(lines: list[str]) -> list[str]:
    """Give a cell of ours an empty body, so that our own words answer it.

    Args:
        lines: Of any cell, with their line ends.
    """
    is_ours = bool(lines) and _FIRST_LINE.match(lines[0]) is not None
    if not is_ours or "".join(lines[1:]).strip():
        return lines
    return [lines[0].rstrip("\n") + "\n", "\n"]


def add_to(shell: Any) -> None:
    """Let the shell do so, before it looks at the magics of a cell."""
    shell.input_transformers_cleanup.insert(0, with_a_body)


def remove_from(shell: Any) -> None:
    """Take it away."""
    transformers = shell.input_transformers_cleanup
    transformers[:] = [one for one in transformers if one is not with_a_body]
