"""A problem in the text of a spec, shown with carets."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


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


WIDEST_LINE = 70
"""Columns of a line that a message shows. A longer line is cut around its carets, to fit into a
terminal of 80 columns."""

_LINE_ENDS = re.compile(r"\r\n|\r|\n")


def split_lines(text: str) -> list[str]:
    """The lines of a text, as the tokenizer counts them (str.splitlines knows more line ends)."""
    return _LINE_ENDS.split(text)


def draw(problem: Problem, lines: Sequence[str]) -> str:
    """The message of one problem, as it is shown.

    Args:
        problem: What is wrong and where.
        lines: The lines of the whole text; without them only the words are drawn.

    Returns:
        Lines joined by newlines, without one at the end.
    """
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
    shown = "".join(_plain(c) for c in line[first:end])
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
    if len(line) - start <= WIDEST_LINE:
        return start, len(line)
    extent = max(marked) - min(marked) + 1
    lead = max(0, WIDEST_LINE - extent) // 2
    first = max(start, min(min(marked) - lead, len(line) - WIDEST_LINE))
    return first, min(len(line), first + WIDEST_LINE)


def _plain(character: str) -> str:
    """Replace tabs and control characters by spaces, so the carets stay in place."""
    return character if character.isprintable() else " "


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
