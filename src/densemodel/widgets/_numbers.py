"""Numbers as a person would say them: rounded, grouped, with their units."""

from __future__ import annotations

import math

_MINUTE, _HOUR = 60.0, 3600.0
_PLAIN_UP_TO = 1e6
_PLAIN_FROM = 1e-4
_LAST_FIXED_POWER = -2  # 0.01 and above stand in one column, 0.098 below 0.112


def counted(number: int, one: str, many: str = "") -> str:
    """A count with its noun: `1 epoch`, `42,310 parameters`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def rounded(value: float, digits: int = 3) -> str:
    """A measure with three figures that count: 0.098, 12.3, 1,234, 1.2e-05."""
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else ("infinity" if value > 0 else "-infinity")
    size = abs(value)
    if size == 0:
        return "0"
    if not _PLAIN_FROM <= size < _PLAIN_UP_TO:
        return f"{value:.{digits - 1}g}"
    power = math.floor(math.log10(size))
    if power >= digits - 1:
        return f"{round(value, digits - 1 - power):,.0f}"
    if power >= 0:
        return f"{value:.{digits - 1 - power}f}"
    return f"{value:.{digits}f}" if power >= _LAST_FIXED_POWER else f"{value:.{digits}g}"


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
    """What so many 32-bit parameters take: `169 kB`, `1.2 MB`."""
    size = parameters * 4
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= scale:
            return f"{rounded(size / scale, 2 if size < 10 * scale else 3)} {unit}"
    return f"{size} bytes"


def metric_name(name: str) -> str:
    """Keras's name of a metric in words: `mean_absolute_error` is `Mean absolute error`."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]
