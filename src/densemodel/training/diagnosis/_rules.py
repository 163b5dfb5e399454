"""Decides what is wrong with a run, by an ordered list of rules on what was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.data import Finding
    from densemodel.training.diagnosis._symptoms import Symptoms

RULES: tuple[Callable[[Symptoms], Finding | None], ...] = ()
"""In the order in which they are asked: a cause stands before what comes of it."""


def decide(symptoms: Symptoms) -> tuple[Finding, ...]:
    """What is wrong, the cause first; empty if all is well."""
    found = (rule(symptoms) for rule in RULES)
    return tuple(finding for finding in found if finding is not None)
