"""Numbers as text: rounded, grouped, with units."""

from __future__ import annotations

from densemodel.wording._words import rounded

_MINUTE, _HOUR = 60.0, 3600.0


def counted(number: int, one: str, many: str = "") -> str:
    """A count with its noun: `1 epoch`, `42,310 parameters`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def duration(seconds: float) -> str:
    """A time span: `0.29 s`, `4.1 s`, `25 s`, `3 min 5 s`, `2 h 10 min`."""
    if seconds < 1:
        return f"{max(seconds, 0.0):.2f} s"
    if seconds < 10:  # noqa: PLR2004 - one more figure where it tells something
        return f"{seconds:.1f} s"
    if seconds < _MINUTE:
        return f"{seconds:.0f} s"
    if seconds < _HOUR:
        minutes, rest = divmod(round(seconds), 60)
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, rest = divmod(round(seconds / 60), 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def memory(parameters: int) -> str:
    """The size of 32-bit parameters: `169 kB`, `1.2 MB`."""
    size = parameters * 4
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= scale:
            return f"{rounded(size / scale, 2 if size < 10 * scale else 3)} {unit}"
    return f"{size} bytes"
