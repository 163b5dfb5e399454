"""Refusals as the error that a person gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from densemodel.data.findings._finding import Finding

_SHOWN = 3
"Refusals that an error says; it holds them all."


def refusal_error(findings: Iterable[Finding]) -> DataError:
    """The error that says the first refusals among some findings, and holds all refusals."""
    refusals = tuple(finding for finding in findings if finding.severity == "refuse")
    rest = len(refusals) - _SHOWN
    lines = [finding.message for finding in refusals[:_SHOWN]]
    return DataError(
        "\n".join([*lines, f"and {rest:,} more"] if rest > 0 else lines), findings=refusals
    )
