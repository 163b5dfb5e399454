"""One thing that is wrong in the text of a spec, and where."""

from __future__ import annotations

from dataclasses import dataclass


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
    "What to write instead; empty where the message says it all."
    also: tuple[tuple[int, int, int], ...] = ()
    "Further places (line, column, length) that get carets: the other half of a contradiction."
