"""Data that could be read: what stays the same under every split and setting."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.data.binding._encode import Pair
    from densemodel.data.facts._facts import Facts
    from densemodel.data.findings._finding import Finding
    from densemodel.data.labels._task import Task


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """x and y as they were read for a network, with what was said of that."""

    facts: Facts
    task: Task
    findings: tuple[Finding, ...]
    "What was found while x, y and the pairs were read."
    validation: Pair | None = None
    "The validation data that was given, its gaps not filled."
    test: Pair | None = None
    "The test data that was given, its gaps not filled."
    is_split: bool = True
    "Whether rows are held back as the spec says; not where validation data was given."
    is_strict: bool = False
    "Whether what is only offered else stands in the way of training."
    names: Mapping[str, str] = field(default_factory=dict)
    "What a person calls x, y and the pairs."
