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


def printable(name: str) -> str:
    """The same with all that is no letter, sign or blank written out, as an escape is.

    A name on disk may hold what moves a terminal's cursor, or turns the direction of a line.
    """
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in name)


def file_size(size: int) -> str:
    """Bytes on a disk, in two figures or three: `61 kB`, `2.9 MB`, `690 bytes`."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= scale * 0.9995:  # else 999.9 kB would read 1000 kB
            value = size / scale
            return f"{value:.1f} {unit}" if value < 9.95 else f"{value:.0f} {unit}"  # noqa: PLR2004
    return f"{size} bytes"
