"""What a run trains on, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.spec import WORDS
from densemodel.widgets._numbers import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from densemodel.data import Bound, Finding

WATCHED = "No rows are held back: you are watching the test set."

_EVEN = 1.5
"""Classes count as even if the largest has at most this many times the rows of the smallest."""


def data_sentence(bound: Bound) -> str:
    """How many rows train and validate: `42,000 rows to train on, 18,000 to validate; ...`."""
    rows = f"{counted(bound.training_count, 'row')} to train on"
    if bound.validation_count:
        rows += f", {bound.validation_count:,} to validate"
    classes = class_words(list(bound.class_counts or ()))
    return f"{rows}; {classes}." if classes else f"{rows}."


def watch_lines(bound: Bound) -> list[str]:
    """That what is looked at during training is the test set, where it is; else nothing."""
    is_watched = (
        bound.spec.settings.every is not None
        and bound.test is not None
        and not bound.validation_count
        and not bound.refusals
    )
    return [WATCHED] if is_watched else []


def class_words(counts: Sequence[int]) -> str:
    """How many classes, and how evenly the rows fall on them."""
    if not counts:
        return ""
    words, of = counted(len(counts), "class", "classes"), " of"
    present = [count for count in counts if count]
    if len(present) < len(counts):
        words, of = f"{len(present):,} of {words} in y", ","
    if len(present) <= 1:
        return words
    fewest, most = min(present), max(present)
    if most <= _EVEN * fewest:
        return f"{words}, even"
    return f"{words}{of} {fewest:,} to {most:,} rows"


def finding_lines(findings: Iterable[Finding]) -> list[str]:
    """What was repaired or is offered; refusals stand in place of Start instead."""
    return [_line(finding) for finding in findings if finding.severity != "refuse"]


def _line(finding: Finding) -> str:
    """Its words, and how the offer is taken where they do not say it."""
    message = _capitalized(finding.message)
    if not finding.accept or finding.accept in message:
        return message
    return f"{message} Write {finding.accept}."


def _capitalized(message: str) -> str:
    """Begun as a sentence is, unless its first word is one of the language, or a variable."""
    first = message.split(" ", 1)[0]
    is_plain = first.isalpha() and len(first) > 1 and first.lower() not in WORDS
    return message[:1].upper() + message[1:] if is_plain else message
