"""What a run trains on, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.widgets._numbers import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from densemodel.data import Bound, Finding

_EVEN = 1.5
"""Classes count as even if the largest has at most this many times the rows of the smallest."""


def data_sentence(bound: Bound) -> str:
    """How many rows train and validate: `42,000 rows to train on, 18,000 to validate; ...`."""
    rows = f"{counted(bound.training_count, 'row')} to train on"
    if bound.validation_count:
        rows += f", {bound.validation_count:,} to validate"
    classes = class_words(list(bound.class_counts or ()))
    return f"{rows}; {classes}." if classes else f"{rows}."


def class_words(counts: Sequence[int]) -> str:
    """How many classes, and how evenly the rows fall on them."""
    if not counts:
        return ""
    words = counted(len(counts), "class", "classes")
    fewest, most = min(counts), max(counts)
    if len(counts) == 1:
        return words
    if fewest and most <= _EVEN * fewest:
        return f"{words}, even"
    return f"{words} of {fewest:,} to {most:,} rows"


def finding_lines(findings: Iterable[Finding]) -> list[str]:
    """What was repaired or is offered; refusals stand in place of Start instead."""
    return [
        f"{finding.message} Write {finding.accept}." if finding.accept else finding.message
        for finding in findings
        if finding.severity != "refuse"
    ]
