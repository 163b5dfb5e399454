"""Rows for a network of which no spec tells the input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.facts._features import is_readable, surveyed
from densemodel.data.findings._finding import Findings
from densemodel.data.findings._refusal import refusal_error
from densemodel.data.read._mapped_file import in_memory
from densemodel.data.read._values import read_values

if TYPE_CHECKING:
    from densemodel.data.read._survey import Survey

Array = np.ndarray[Any, Any]


def read_rows(x: object, where: str) -> Array:
    """Numbers of any shape, as float32.

    Args:
        x: An array, a list or a table of numbers.
        where: What messages call it.

    Returns:
        Shape (n, ...), finite numbers; in memory.

    Raises:
        DataError: They are no numbers, or have gaps.
    """
    findings = Findings()
    values = read_values(x, where, findings)
    if values is None or not is_readable(values.array, where, findings):
        raise refusal_error(findings)
    seen = surveyed(in_memory(values.array))
    if not seen.survey.is_finite:
        findings.refuse(where, _gap_text(seen.survey, where))
        raise refusal_error(findings)
    return np.asarray(seen.x)


def _gap_text(seen: Survey, where: str) -> str:
    rows = seen.gap_rows
    if not len(rows):
        return f"{where} holds numbers that are too large for float32: scale them"
    if len(rows) == 1:
        return f"row {rows[0]} of {where} has a gap: leave it out, or fill it"
    return f"{len(rows):,} rows of {where} have gaps: leave them out, or fill them"
