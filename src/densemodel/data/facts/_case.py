"""The input of the rules: the facts, the spec, and the rows on each side of the split."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.facts._coding import TargetScale, target_scale_of
from densemodel.data.read._stored_rows import StoredRows
from densemodel.data.read._survey import fingerprints, with_labels

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.data.binding._encode import Pair
    from densemodel.data.facts._facts import Facts
    from densemodel.data.findings._finding import Finding
    from densemodel.data.labels._task import Task
    from densemodel.data.read._stored_rows import Features
    from densemodel.data.split._split import Rows
    from densemodel.language import Layer, Spec


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """x and y as read for a network, with the findings of reading."""

    facts: Facts
    task: Task
    findings: tuple[Finding, ...]
    "Findings of reading x, y and the pairs."
    validation: Pair | None = None
    "The given validation data, with gaps."
    test: Pair | None = None
    "The given test data, with gaps."
    is_split: bool = True
    "Whether rows are held out as the spec says; not where validation data was given."
    is_strict: bool = False
    "Whether offers are refusals."
    names: Mapping[str, str] = field(default_factory=dict)
    "The names of x, y and the pairs."


Array = np.ndarray[Any, Any]

# these pass on the same numbers in the same order
_SHAPING_LAYERS = {"Flatten", "Reshape"}


@dataclass(frozen=True, eq=False)
class Case:
    """Bound data for one spec, before the rules."""

    spec: Spec
    facts: Facts
    task: Task
    x: Features
    "x for training, gaps filled."
    training_rows: Rows
    validation_rows: Rows
    "Indices of rows held out; empty without a split."
    validation: Pair | None
    "The given validation data."
    test: Pair | None
    is_split: bool
    "Whether rows are held out as the spec says; not where validation data was given."

    @property
    def first_at_work(self) -> Layer | None:
        """The first layer that changes the numbers of x, not only their shape."""
        return next((one for one in self.spec.layers if one.kind not in _SHAPING_LAYERS), None)

    @property
    def row_count(self) -> int:
        """The number of rows without gaps."""
        return len(self.facts.complete)

    @cached_property
    def target_scale(self) -> TargetScale | None:
        """Mean and spread of the columns of y over the training rows; None except for numbers."""
        if self.facts.coding.form != "numbers" or len(self.spec.output_shape) > 1:
            return None
        return target_scale_of(self.facts.y, self.training_rows)

    @cached_property
    def training_prints(self) -> Array:
        """Fingerprints of the training rows, uint64."""
        return self.facts.fingerprints[self.training_rows]

    @cached_property
    def validation_prints(self) -> Array:
        """Fingerprints of the validation rows, uint64; empty if there are none."""
        if self.validation is not None:
            return _prints_of(self.validation)
        return self.facts.fingerprints[self.validation_rows]

    @cached_property
    def test_prints(self) -> Array:
        """Fingerprints of the test rows, uint64; empty if there are none."""
        return np.empty(0, np.uint64) if self.test is None else _prints_of(self.test)


def _prints_of(pair: Pair) -> Array:
    x, y = pair
    of_x = x.fingerprints if isinstance(x, StoredRows) else fingerprints(x)
    return with_labels(of_x, y)
