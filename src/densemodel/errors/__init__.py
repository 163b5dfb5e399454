"""The errors that densemodel raises: one short message each, without a traceback in notebooks.

::

    Exception
    └── DenseModelError      everything that densemodel raises on purpose
        ├── SpecError        the text of a spec: where, what is wrong, what to write
        ├── DataError        x, y or a frame does not fit the spec
        ├── TrainingError    a run: what it can't do now, or what ended it
        ├── StoreError       saved models
        └── SweepError       sweeps

    UserWarning
    └── DenseModelWarning    what a check offers, where no panel shows it
"""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from densemodel.errors._field_names import (
    field_hint,
    missing_in_module,
    with_call_hints,
    with_field_hints,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "DataError",
    "DenseModelError",
    "DenseModelWarning",
    "Problem",
    "SpecError",
    "StoreError",
    "SweepError",
    "TrainingError",
    "field_hint",
    "level_outside",
    "missing_in_module",
    "with_call_hints",
    "with_field_hints",
]


class DenseModelError(Exception):
    """An error whose message is written for the person at the keyboard."""

    def __init__(self, message: str, *, hint: str = "", findings: Sequence[object] = ()) -> None:
        self.message = message
        "What happened and where, and what was expected."
        self.hint = hint
        "How to fix it."
        self.findings = tuple(findings)
        "What was found in the data and in training."
        super().__init__(f"{message}\n  {hint}" if hint else message)

    def _render_traceback_(self) -> list[str]:
        """The lines that IPython shows instead of a traceback.

        A traceback through the parser says nothing about the mistake in the cell.
        """
        return str(self).split("\n")


class SpecError(DenseModelError):
    """The text is not a spec that can be built.

    Args:
        problems: What is wrong, or one plain sentence without a place in a text.
        hint: What to write instead of the whole text; each problem has its own hint.
    """

    def __init__(
        self, problems: Sequence[Problem] | str, text: str = "", *, more: int = 0, hint: str = ""
    ) -> None:
        self.problems: tuple[Problem, ...] = () if isinstance(problems, str) else tuple(problems)
        "What is wrong, in the order of the text."
        self.text = text
        "The whole text; the message shows lines of it."
        self.more = more
        "How many problems were found beyond those given."
        if isinstance(problems, str):
            super().__init__(problems, hint=hint)
            return
        # as the tokenizer counts them: str.splitlines knows more line ends
        lines = re.split(r"\r\n|\r|\n", text) if text else []
        drawn = [_draw(problem, lines) for problem in self.problems]
        super().__init__("\n\n".join([*drawn, f"and {more:,} more"] if more else drawn))
        self.hint = hint


class DataError(DenseModelError):
    """The data does not fit the spec."""


class TrainingError(DenseModelError):
    """A run can't do this in its state, or training ended with an error."""


class StoreError(DenseModelError):
    """A saved model can't be written, read or trusted."""


class SweepError(DenseModelError):
    """A sweep can't be started or continued."""


class DenseModelWarning(UserWarning):
    """A finding with a suggestion, in a script: training continues, but may learn little.

    Example:
        >>> warnings.filterwarnings("ignore", category=dm.DenseModelWarning)
    """


def level_outside() -> int:
    """How far up the first frame outside this package is, as `stacklevel` counts for the caller."""
    frame, level = sys._getframe(1), 1  # noqa: SLF001 - as warnings.warn finds it
    while frame.f_back is not None and frame.f_globals["__name__"].startswith("densemodel."):
        frame, level = frame.f_back, level + 1
    return level


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem with its place in the text. Lines and columns count from 1, as editors do."""

    line: int
    column: int
    length: int
    "Characters under the carets, at least 1."
    message: str
    "What is wrong, in one line."
    hint: str = ""
    "What to write instead; empty if the message is enough."
    also: tuple[tuple[int, int, int], ...] = ()
    "Further places (line, column, length) that get carets: the other half of a contradiction."


_WIDEST_LINE = 70
"""Columns of a line that a message shows. A longer line is cut around its carets, to fit into a
terminal of 80 columns."""


def _draw(problem: Problem, lines: Sequence[str]) -> str:
    """The message of one problem, with the lines of the text that it points to."""
    drawn = [problem.message]
    places = sorted({(problem.line, problem.column, problem.length), *problem.also})
    for number in sorted({line for line, _, _ in places}):
        if 1 <= number <= len(lines):
            marks = [(column, length) for line, column, length in places if line == number]
            drawn += [f"  {shown}" for shown in _with_carets(lines[number - 1], marks)]
    if problem.hint:
        drawn += [f"  {line}" for line in problem.hint.split("\n")]
    return "\n".join(drawn)


def _with_carets(line: str, marks: Iterable[tuple[int, int]]) -> tuple[str, str]:
    marked = {column - 1 + i for column, length in marks for i in range(min(length, len(line) + 1))}
    first, end = _window(line, marked)
    # without tabs and control characters, so that the carets stay in place
    shown = "".join(c if c.isprintable() else " " for c in line[first:end])
    carets = "".join(
        ("^" if first + i in marked else " ") * _width(c) for i, c in enumerate(shown + " ")
    )
    if first:
        shown, carets = f"... {shown}", f"    {carets}"
    if end < len(line):
        shown = f"{shown} ..."
    return shown.rstrip(), carets.rstrip()


def _window(line: str, marked: set[int]) -> tuple[int, int]:
    start = len(line) - len(line.lstrip())
    if len(line) - start <= _WIDEST_LINE:
        return start, len(line)
    extent = max(marked) - min(marked) + 1
    lead = max(0, _WIDEST_LINE - extent) // 2
    first = max(start, min(min(marked) - lead, len(line) - _WIDEST_LINE))
    return first, min(len(line), first + _WIDEST_LINE)


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
