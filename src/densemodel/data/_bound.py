"""Data bound to a spec: what training, checks and the panel share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from densemodel.data._balance import WEIGHTS, balanced_weights, check_weights
from densemodel.data._baseline import baseline_of
from densemodel.data._encode import Pair, encode_features, encode_labels
from densemodel.data._finding import Finding, Findings
from densemodel.data._hold_back import WHERE, hold_back
from densemodel.data._not_built import CLAUSES, refuse_unbuilt_clauses
from densemodel.data._scaling import CONSTANT, say_constant_columns
from densemodel.data._stored_rows import StoredRows
from densemodel.data._target_scale import TargetScale, target_scale_of
from densemodel.errors import DataError

if TYPE_CHECKING:
    from densemodel.data._coding import LabelCoding
    from densemodel.data._split import Rows
    from densemodel.data._stored_rows import Features
    from densemodel.data._task import Task
    from densemodel.spec import Spec

Array = np.ndarray[Any, Any]
_Encoded = TypeVar("_Encoded", bound="Array | Features")

_SHOWN = 3
"Refusals that an error says; it holds them all."

_SAID = {WHERE, WEIGHTS, CONSTANT, *CLAUSES}
"What findings are about that another spec may bring or take away."


@dataclass(frozen=True, eq=False)
class Bound:
    """x and y as the network of a spec takes them, split, with all that was found.

    If x or y was refused, `refusals` says why and the arrays are empty.
    """

    spec: Spec
    x: Features
    """float32 of shape (n, *spec.input_shape). It may be the very array that was given; an
    `np.memmap` stays in its file."""
    y: Array
    "Written for the task's loss: int32 (n,), or float32 (n, units)."
    training_rows: Rows
    "Places in x and y, shuffled."
    validation_rows: Rows
    "Places in x and y that are held back; empty without a split."
    task: Task
    "What is learned: the kind of task, its loss and metrics, and why."
    findings: tuple[Finding, ...]
    "Repairs, offers and refusals, in the order in which they were met."
    column_names: tuple[str, ...] | None = None
    "The columns of x, if it was a frame."
    validation: Pair | None = None
    "The validation data that was given, written like x and y."
    test: Pair | None = None
    "The test data that was given, written like x and y."
    class_names: tuple[str, ...] | None = None
    "In the order of the classes; None where labels are the class numbers themselves."
    class_counts: tuple[int, ...] | None = None
    "Rows of each class, by class number; None where there are no classes."
    coding: LabelCoding | None = None
    "How y is written; None if it was refused."
    is_split: bool = True
    "Whether rows are held back as the spec says; not where validation data was given."

    @property
    def refusals(self) -> tuple[Finding, ...]:
        """Why this cannot be trained on; empty if it can."""
        return tuple(finding for finding in self.findings if finding.severity == "refuse")

    def require(self) -> Bound:
        """Raise what was refused, if anything was.

        Returns:
            This, if nothing was refused.

        Raises:
            DataError: If anything was refused; it holds all refusals.
        """
        if self.refusals:
            raise _error(self.refusals)
        return self

    @property
    def training_count(self) -> int:
        """Rows that train."""
        return len(self.training_rows)

    @property
    def validation_count(self) -> int:
        """Rows that validate, held back or given."""
        return len(self.validation[0]) if self.validation else len(self.validation_rows)

    @property
    def validation_arrays(self) -> Pair | None:
        """The validation rows, held back or given; None if there are none.

        Of x in a file nothing is read: they are `StoredRows`, too.
        """
        if self.validation:
            return self.validation
        if not len(self.validation_rows):
            return None
        rows = self.validation_rows
        x = self.x.at(rows) if isinstance(self.x, StoredRows) else self.x[rows]
        return x, self.y[rows]

    @cached_property
    def row_weights(self) -> Array | None:
        """One weight a row, as `weights balanced` asks for, shape (n,); None without it."""
        if self.spec.settings.weights is None or self.coding is None:
            return None
        return balanced_weights(self.coding, self.y, self.training_rows)

    @cached_property
    def target_scale(self) -> TargetScale | None:
        """How answers get into the unit of y, as `target norm` asks for; None without it."""
        if not self.spec.settings.target_norm or self.coding is None or not len(self.y):
            return None
        return target_scale_of(self.y, self.training_rows)

    @cached_property
    def baseline(self) -> dict[str, float]:
        """What guessing without x scores on the validation rows, else on the training rows."""
        if self.coding is None:
            return {}
        training = self.y[self.training_rows]
        if self.validation:
            return baseline_of(self.coding, training, self.validation[1])
        held_back = self.y[self.validation_rows]
        return baseline_of(self.coding, training, held_back if len(held_back) else training)

    def with_spec(self, spec: Spec) -> Bound:
        """The same data under a spec with another split or seed; x and y are not looked at again.

        Args:
            spec: Must have the same input, output, loss and metrics.

        Returns:
            Data that shares its arrays with this.

        Raises:
            DataError: If the spec needs the data in another form.
        """
        spec = self._sized(spec)
        if _form_of(spec) != _form_of(self.spec):
            raise DataError(
                "this spec has another input, output, loss or metrics than the data was bound to",
                hint="bind the data anew: dm.bind(spec, x, y)",
            )
        if self.coding is None or not len(self.y):
            return replace(self, spec=spec)
        findings = Findings([finding for finding in self.findings if finding.where not in _SAID])
        refuse_unbuilt_clauses(spec, findings)
        check_weights(spec, self.coding, self.y, self.class_names, findings)
        training_rows, validation_rows = hold_back(
            spec,
            self.y,
            self.coding,
            self.class_names,
            findings,
            has_validation=not self.is_split,
        )
        say_constant_columns(spec, self.x, training_rows, findings, self.column_names)
        return replace(
            self,
            spec=spec,
            training_rows=training_rows,
            validation_rows=validation_rows,
            findings=tuple(findings),
        )

    def _sized(self, spec: Spec) -> Spec:
        """The spec with the sizes of these data in place of `auto`."""
        shape = self.spec.input_shape if spec.has_auto_input else None
        units = self.spec.output_shape[-1] if spec.has_auto_output else None
        return spec if shape is None and units is None else spec.with_sizes(shape, units)

    def encode(self, x: object) -> Features:
        """More rows of x as the network takes them.

        Args:
            x: Like the x that was bound; a frame's columns are matched by name.

        Returns:
            float32 of shape (n, *spec.input_shape); `StoredRows` of x in a file.

        Raises:
            DataError: If they do not fit.
        """
        findings = Findings()
        encoded = encode_features(self.spec, x, self.column_names, "x", findings)
        return _required(encoded, findings)

    def encode_labels(self, y: object) -> Array:
        """More labels as the loss takes them.

        Args:
            y: Like the y that was bound, with the same classes.

        Returns:
            int32 of shape (n,), or float32 of shape (n, units).

        Raises:
            DataError: If they do not fit, or y itself was refused.
        """
        if self.coding is None:
            raise _error(self.refusals)
        findings = Findings()
        return _required(encode_labels(self.coding, y, "y", findings), findings)


def _required(encoded: _Encoded | None, findings: Findings) -> _Encoded:
    if encoded is None:
        raise _error(tuple(finding for finding in findings if finding.severity == "refuse"))
    return encoded


def _error(refusals: tuple[Finding, ...]) -> DataError:
    rest = len(refusals) - _SHOWN
    lines = [finding.message for finding in refusals[:_SHOWN]]
    return DataError(
        "\n".join([*lines, f"and {rest:,} more"] if rest > 0 else lines), findings=refusals
    )


def _form_of(spec: Spec) -> tuple[object, ...]:
    """All of a spec that the form of x and y depends on."""
    settings = spec.settings
    return (
        spec.input_shape,
        spec.output_shape,
        spec.last_activation,
        settings.loss,
        settings.metrics,
        settings.without,
    )
