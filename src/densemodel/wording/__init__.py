"""Numbers, times, lists and HTML text in words. Standard library only."""

from __future__ import annotations

from densemodel.wording._text import (
    NO_MATHS,
    element,
    error_text,
    escaped,
    in_order,
    paragraphs,
    read_aloud,
    shortened,
    spec_markup,
    text_area,
)
from densemodel.wording._words import (
    about,
    capitalised,
    counted,
    duration,
    enumerated,
    memory,
    metric_words,
    rounded,
)

__all__ = [
    "NO_MATHS",
    "about",
    "capitalised",
    "counted",
    "duration",
    "element",
    "enumerated",
    "error_text",
    "escaped",
    "in_order",
    "memory",
    "metric_words",
    "paragraphs",
    "read_aloud",
    "rounded",
    "shortened",
    "spec_markup",
    "text_area",
]
