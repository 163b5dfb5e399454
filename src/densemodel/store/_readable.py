"""Words from a file that may be hostile, for a message: short, and of letters that print."""

from __future__ import annotations

_LONGEST = 40


def readable(name: bytes | str, longest: int = _LONGEST) -> str:
    """A name as it can stand in a message anywhere.

    Args:
        name: What the file has.
        longest: Characters that are shown.
    """
    text = name.decode("ascii", "backslashreplace") if isinstance(name, bytes) else name
    shown = ascii(text)[1:-1]
    return shown if len(shown) <= longest else f"{shown[:longest]}..."
