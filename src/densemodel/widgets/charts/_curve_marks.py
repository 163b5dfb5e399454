"""The events of a run on its curves: stops, resumes and changed settings."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.training import Mark

MOST_HAPPENINGS = 20
"""Older ones are left out of the drawing."""
_MOST_READ = 400
_LONGEST = 22
_LETTER = 5.8
"""Pixels of a letter at the size in which the words are drawn."""
_GAP = 12
_NARROW_PLOT = 380
"""Pixels across the plot of a panel that is 500 px wide: words that fit there fit everywhere."""

_ENDS = {
    "stop": ("stopped", "stopped"),
    "patience": ("patience", "ended by patience"),
    "minutes": ("minutes", "ended by the limit of minutes"),
    "callback": ("callback", "ended by a callback"),
    "error": ("failed", "ended by an error"),
    "non-finite": ("failed", "ended by a number that is not finite"),
    "epochs": ("", "all its epochs were done"),
    "steps": ("", "all its steps were done"),
}
"""Why a run ended, as short words and in full."""


@dataclass(frozen=True, slots=True)
class Happening:
    """The events at one place."""

    place: float
    "The place on the axis of epochs."
    short: str
    "The caption at the top of its line."
    words: str
    "The full text."


@dataclass(frozen=True, slots=True)
class Caption:
    """A caption at the top of the plot."""

    place: float
    text: str
    is_left: bool
    "They end at their place, and do not begin there."


def happenings(marks: Sequence[Mark]) -> list[Happening]:
    """The newest events, oldest first; a stop and its resume are one."""
    newest = marks[-_MOST_READ:]
    groups = (list(group) for _, group in groupby(newest, key=lambda mark: mark.step))
    told = [happening for group in groups if (happening := _happening(group)) is not None]
    return told[-MOST_HAPPENINGS:]


def _happening(marks: list[Mark]) -> Happening | None:
    """The event of the marks at one step; None if the run only finished."""
    kinds = {mark.kind for mark in marks}
    changed = _changed([mark.words for mark in marks if mark.kind == "changed"])
    ended = next((mark.words for mark in reversed(marks) if mark.kind == "ended"), "")
    short, full = _ENDS.get(ended, (ended, ended))
    if kinds == {"ended"} and not short:
        return None
    resumed = "resumed" if "resumed" in kinds else ""
    words = ", ".join(filter(None, [full, resumed, changed and f"now {changed}"]))
    short = changed or resumed or short
    if len(short) > _LONGEST:
        short = f"{short[: _LONGEST - 1].rstrip(' ,')}…"
    return Happening(marks[-1].place, short, words)


def _changed(told: list[str]) -> str:
    """The effective clauses: the later one of each setting."""
    clauses = [_short_clause(clause) for words in told for clause in words.split(" ; ")]
    return ", ".join({clause.split(" ")[0]: clause for clause in clauses}.values())


def _short_clause(clause: str) -> str:
    """The clause without its optimizer, which cannot change: `lr 0.1` of `adam lr 0.1`."""
    _, rate, value = clause.partition(" lr ")
    return f"lr {value}" if rate else clause


def captions(told: Sequence[Happening], low: float, high: float) -> list[Caption]:
    """The captions of the newest events that fit at the top of the plot.

    Args:
        told: The oldest first.
        low: Where the axis begins.
        high: Where it ends.
    """
    taken: list[tuple[float, float]] = []
    shown: list[Caption] = []
    for happening in reversed(told):
        begin = (happening.place - low) / (high - low) * _NARROW_PLOT
        width = len(happening.short) * _LETTER + _GAP
        is_left = begin + width > _NARROW_PLOT
        left, right = (begin - width, begin) if is_left else (begin, begin + width)
        is_free = all(right <= other[0] or left >= other[1] for other in taken)
        if is_free and 0 <= begin <= _NARROW_PLOT and left >= -_GAP:
            taken.append((left, right))
            shown.append(Caption(happening.place, happening.short, is_left))
    return shown
