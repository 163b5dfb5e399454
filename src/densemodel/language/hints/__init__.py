"""Hints for words and notations of other tools: rows of rows.txt, asked only about refused text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.language.hints import _clause_values, _network_values, _optimizer_values  # noqa: F401 - rows hold their values
from densemodel.language.hints._rows import rows

if TYPE_CHECKING:
    from densemodel.language.reading._problems import PlacedAdvice
    from densemodel.language.reading._reader import Reader


def explain(reader: Reader, expected: str, /, **context: Any) -> PlacedAdvice | None:
    """The place, the message and the hint for what stands where something else is expected.

    Args:
        reader: At the tokens that are refused.
        expected: What should stand there, a place of rows.txt.
        context: What is known of the place, which its rows may hold.
    """
    answers = (row.advice(reader, context) for row in rows()[expected])
    return next((advice for advice in answers if advice is not None), None)
