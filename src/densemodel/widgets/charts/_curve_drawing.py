"""A run's curves as a chart: lines, their names, the star, and the run's events."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from densemodel.charts import (
    EARLIER,
    MUTED,
    NO_POINTS,
    TEXT,
    TRAINING,
    VALIDATION,
    Chart,
    Line,
    Words,
    label_height,
    line_end,
    linear_range,
    moves_apart,
    scaled,
    upright,
)
from densemodel.widgets.charts._curve_data import CurveLines
from densemodel.widgets.charts._figure import PLOT_HEIGHT, LiveChart, axis_unit
from densemodel.wording import rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from densemodel.charts import AxisRange, Points
    from densemodel.training import Mark


_EARLIER_STYLES = ((1.4, "dashed"), (1.2, "dash_dotted"), (1.2, "dotted"))
"""Of earlier runs, the newest first: each differs by its dash."""
AGO = ("1 run ago", "2 runs ago", "3 runs ago")


@dataclass(frozen=True, slots=True)
class CurveFacts:
    """What a figure of curves shows."""

    x: AxisRange
    y: AxisRange
    lines: CurveLines
    monitored: str = "validation"
    "What the dashed line is called."
    best: tuple[float, float, str] | None = None
    "The place of the best evaluation on the axis, its value, and words without it."
    goal: float | None = None
    happenings: Sequence[Happening] = ()
    "The events, the oldest first."
    is_log: bool = False


def curve_chart(shown: CurveFacts) -> Chart:
    """The curves as they are drawn on a page."""
    x, lines, best = shown.x, shown.lines, shown.best
    star = _places([best[:2]] if best else [], is_log=shown.is_log)
    down = upright(best[0]) if len(star) and best else NO_POINTS
    # never to the right of the newest epoch: the names of the lines stand there
    is_right = best is not None and best[0] >= (x.low + x.high) / 2
    ends = [] if shown.goal is None else [(0.0, shown.goal), (1.0, shown.goal)]
    goal = _places(ends, is_log=shown.is_log)
    # before the first epoch ends there is nothing else to see
    steps_width = 1.0 if any(map(len, lines.epochs)) else 2.0
    earlier = [*lines.earlier, *[NO_POINTS] * (len(AGO) - len(lines.earlier))]
    curve, rule = partial(Line, has_dot=True), partial(Line, where="upright", color=MUTED)
    dotted = partial(rule, dash="dotted")
    training = partial(curve, color=TRAINING)
    across = partial(Line, where="across", dash="dash_dotted", color=TEXT)
    beside_star = partial(Words, align="end" if is_right else "start", color=TEXT)
    width = (-_WIDTH if is_right else _WIDTH) * (x.high - x.low) / _NARROW_PLOT
    height = _HEIGHTS[0]
    if len(star):
        height = label_height(
            *(star[0], [*lines.epochs, *earlier], shown.y),
            width=width,
            plot_height=PLOT_HEIGHT,
            heights=_HEIGHTS,
        )
    own_names, earlier_names = _names(shown, earlier)
    shown_events = [one for one in shown.happenings if x.low <= one.place <= x.high]
    # a line breaks where there is no number; none at the very end: bqplot puts a line's label
    # there, and fails
    upright_lines = np.tile([0.0, 1.0, np.nan], len(shown_events))
    events = np.column_stack([np.repeat([one.place for one in shown_events], 3), upright_lines])[
        :-1
    ]
    return Chart(
        x,
        shown.y,
        [
            *(
                curve(points, color=EARLIER, width=width, dash=dash, name=name)
                for points, (width, dash), name in zip(earlier, _EARLIER_STYLES, AGO, strict=True)
            ),
            dotted(events, opacity=0.8, name="happened"),
            dotted(down, name="best line"),
            across(goal, name="goal line"),
            # less than half: by this the cursor knows that these are steps
            training(lines.steps, width=steps_width, opacity=0.4, name="steps"),
            training(lines.training, width=2, name="training"),
            curve(lines.validation, color=VALIDATION, width=2.2, dash="dashed", name="validation"),
            *own_names,
            Words(
                goal[-1:],
                f"goal {shown.goal:g}" if shown.goal is not None else "",
                TEXT,
                (_RIGHT, 0),
                where="across",
                name="goal name",
            ),
            Words(star, "★", VALIDATION, size=19.0, align="middle", name="star"),
            beside_star(
                star,
                f"{best[2]}: {rounded(best[1])}" if best else "",
                off=(-8 if is_right else 8, 4 - height),  # text stands on its line
                name="best words",
            ),
            *_captions(shown_events, x),
            axis_unit(),
            *earlier_names,
        ],
    )


def _places(points: Sequence[tuple[float, float]], *, is_log: bool) -> Points:
    return scaled(np.array(points).reshape(-1, 2), is_log=is_log)


def _names(shown: CurveFacts, earlier: Sequence[Points]) -> tuple[list[Words], list[Words]]:
    """Each line's name at its end, without overlap: those of the run itself, and of earlier ones.

    An earlier run that ends inside the plot has none: other lines cross that place.
    """
    x, lines = shown.x, shown.lines
    ends = [line_end(points, x) for points in (*lines.epochs, *earlier)]
    last = max((float(end[0, 0]) for end in ends if len(end)), default=0.0)
    # names of lines that end within this share of the axis stand beside each other
    edge = last - 0.1 * (x.high - x.low)
    ends = [end if len(end) and end[0, 0] >= edge else NO_POINTS for end in ends]
    evaluations = [
        ("training", TRAINING, "training name"),
        (shown.monitored, VALIDATION, "validation name"),
        *((words, EARLIER, f"{words} name") for words in AGO),
    ]
    moves = moves_apart(ends, shown.y, PLOT_HEIGHT)
    names = [
        Words(end, words, color, (_RIGHT, move), name=name)
        for end, move, (words, color, name) in zip(ends, moves, evaluations, strict=True)
    ]
    return names[:2], names[2:]


def _captions(shown_events: Sequence[Happening], x: AxisRange) -> Iterator[Words]:
    right = partial(Words, off=(-1, -7), name="captions")
    left = partial(Words, off=(1, -7), align="end", name="captions left")
    for words, here in zip((right, left), captions(shown_events, x.low, x.high), strict=True):
        places = np.array([(one.place, 1.0) for one in here]).reshape(-1, 2)
        yield words(places, [one.short for one in here], where="upright", color=MUTED)


def curve_figure(put: Callable[..., None]) -> LiveChart:
    """The figure before anything is drawn."""
    none = CurveLines(NO_POINTS, 1, NO_POINTS, NO_POINTS, (), NO_POINTS, 0)
    whole = linear_range(0.0, 1.0)
    return LiveChart(curve_chart(CurveFacts(whole, whole, none)), put)


_HEIGHTS = (16.0, -16.0, 28.0, -30.0, 44.0, -46.0, 60.0, -62.0)
"""Pixels above the star at which the middle of its words may stand, the likeliest first."""
_WIDTH = 130
_NARROW_PLOT = 380
"""Pixels across the plot of a panel that is 500 px wide: words that are clear there are so beyond.
"""

_RIGHT = 11
"""Pixels from the end of a line to its name."""


MOST_HAPPENINGS = 20
"""Older ones are left out of the drawing."""
_LONGEST = 22
_GAP = 12

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


def happenings(marks: Sequence[Mark]) -> list[Happening]:
    """The newest events, oldest first; a stop and its resume are one."""
    newest = marks[-400:]
    groups = (list(group) for _, group in groupby(newest, key=lambda mark: mark.step))
    found = [happening for group in groups if (happening := _happening(group)) is not None]
    return found[-MOST_HAPPENINGS:]


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


def _changed(changes: list[str]) -> str:
    """The effective clauses: the later one of each setting."""
    clauses: dict[str, str] = {}
    for clause in (clause for words in changes for clause in words.split(" ; ")):
        # the optimizer cannot change: `lr 0.1` of `adam lr 0.1`
        _, rate, value = clause.partition(" lr ")
        shown = f"lr {value}" if rate else clause
        clauses[shown.split(" ")[0]] = shown
    return ", ".join(clauses.values())


def captions(
    shown_events: Sequence[Happening], low: float, high: float
) -> tuple[list[Happening], list[Happening]]:
    """The newest events whose captions fit: those that begin at their place, and that end there."""
    taken: list[tuple[float, float]] = []
    shown: tuple[list[Happening], list[Happening]] = ([], [])
    for happening in reversed(shown_events):
        begin = (happening.place - low) / (high - low) * _NARROW_PLOT
        width = len(happening.short) * 5.8 + _GAP  # pixels of a letter at this size
        is_left = begin + width > _NARROW_PLOT
        left, right = (begin - width, begin) if is_left else (begin, begin + width)
        is_free = all(right <= other[0] or left >= other[1] for other in taken)
        if is_free and 0 <= begin <= _NARROW_PLOT and left >= -_GAP:
            taken.append((left, right))
            shown[is_left].append(happening)
    return shown
