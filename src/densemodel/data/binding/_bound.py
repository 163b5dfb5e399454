"""Data bound to a spec: what training, checks and the panel share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.binding._encode import Form, Pair
from densemodel.data.binding._split_data import sides_of
from densemodel.data.binding._terms import Terms
from densemodel.data.facts._coding import TargetScale, target_scale_of
from densemodel.data.findings._finding import refusal_error
from densemodel.data.findings._wording import named
from densemodel.data.labels._baseline import balanced_weights, baseline_of
from densemodel.data.read._stored_rows import StoredRows
from densemodel.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.data.facts._case import Reading
    from densemodel.data.facts._coding import LabelCoding
    from densemodel.data.findings._finding import Finding
    from densemodel.data.labels._task import Task
    from densemodel.data.read._stored_rows import Features
    from densemodel.data.split._split import Rows
    from densemodel.language import Spec

Array = np.ndarray[Any, Any]


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
    "The columns of x, if it was a table."
    validation: Pair | None = None
    "The validation data that was given, written like x and y."
    test: Pair | None = None
    "The test data that was given, written like x and y."
    fills: Array | None = None
    """What stands in the gaps of x, of the shape of a row: the medians of the rows that train. None
    without `missing fill`."""
    reading: Reading | None = None
    "What stays the same under another split; None if x or y was refused."

    @classmethod
    def of(cls, spec: Spec, reading: Reading) -> Bound:
        """Data that could be read, under a spec with the network that they were read for.

        Epochs and patience that the spec does not say are those that fit the rows that train.
        """
        sides = sides_of(spec, reading)
        steps = ceil(len(sides.training_rows) / spec.settings.batch)
        validates = sides.validation is not None or len(sides.validation_rows) > 0
        return cls(
            spec=spec.with_lengths(steps, validates=validates),
            x=sides.x,
            y=reading.facts.y,
            training_rows=sides.training_rows,
            validation_rows=sides.validation_rows,
            task=reading.task,
            findings=named(sides.findings, reading.names),
            column_names=reading.facts.names,
            validation=sides.validation,
            test=sides.test,
            fills=sides.fills,
            reading=reading,
        )

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
            raise refusal_error(self.refusals)
        return self

    @property
    def coding(self) -> LabelCoding | None:
        """How y is written; None if it was refused."""
        return None if self.reading is None else self.reading.facts.coding

    @property
    def class_names(self) -> tuple[str, ...] | None:
        """In the order of the classes; None where labels are the class numbers themselves."""
        return None if self.reading is None else self.reading.facts.class_names

    @property
    def class_counts(self) -> tuple[int, ...] | None:
        """Rows of each class, by class number; None where there are no classes."""
        return None if self.reading is None else self.reading.facts.class_counts

    @property
    def is_split(self) -> bool:
        """Whether rows are held back as the spec says; not where validation data was given."""
        return self.reading is None or self.reading.is_split

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
        is_number = self.coding is not None and self.coding.form == "numbers"
        if not self.spec.settings.target_norm or not is_number:
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
        if not self.fits(spec):
            raise DataError(
                "this spec has another input, output, loss, metrics, columns or handling of gaps "
                "than the bound data",
                hint="bind the data again, dm.bind(spec, x, y), or train a new run, "
                "dm.train(spec, x, y)",
            )
        if self.reading is None:
            return replace(self, spec=spec)
        return Bound.of(spec, self.reading)

    def fits(self, spec: Spec) -> bool:
        """Whether a spec takes x and y in the form in which they are."""
        return _form_of(self._sized(spec)) == _form_of(self.spec)

    def with_pairs_of(self, other: Bound) -> Bound:
        """These rows with the validation and test data that were given with others."""
        if self.reading is None or other.reading is None:
            return self
        theirs = other.reading
        reading = replace(
            self.reading,
            validation=theirs.validation,
            test=theirs.test,
            is_split=theirs.is_split,
        )
        return Bound.of(self.spec, reading)

    def with_names(self, names: Mapping[str, str]) -> Bound:
        """The same data, which findings call as a person does.

        Args:
            names: Of x, y and the pairs: `{"x": "x_train", "test_data[0]": "x_test"}`.
        """
        reading = None if self.reading is None else replace(self.reading, names=names)
        return replace(self, findings=named(self.findings, names), reading=reading)

    def as_strict(self) -> Bound:
        """The same data, with each offer turned into a refusal."""
        if self.reading is None:
            return self
        return Bound.of(self.spec, replace(self.reading, is_strict=True))

    def _sized(self, spec: Spec) -> Spec:
        """The spec with the sizes of these data in place of `auto`."""
        shape = self.spec.input_shape if spec.has_auto_input else None
        units = self.spec.output_shape[-1] if spec.has_auto_output else None
        return spec if shape is None and units is None else spec.with_sizes(shape, units)

    @property
    def terms(self) -> Terms:
        """How more rows are written and answers are read, without these rows themselves.

        Raises:
            DataError: x or y was refused.
        """
        if self.reading is None:
            raise refusal_error(self.refusals)
        facts = self.reading.facts
        return Terms(
            Form(self.spec, self.column_names, facts.coding),
            self.task,
            class_labels=facts.class_labels,
            answer_names=facts.answer_names,
            fills=self.fills,
        )

    def encode(self, x: object) -> Features:
        """More rows of x as the network takes them.

        Args:
            x: Like the x that was bound; a frame's columns are matched by name.

        Returns:
            float32 of shape (n, *spec.input_shape); `StoredRows` of x in a file.

        Raises:
            DataError: If they do not fit.
        """
        return self.terms.encode(x)

    def encode_labels(self, y: object) -> Array:
        """More labels as the loss takes them.

        Args:
            y: Like the y that was bound, with the same classes.

        Returns:
            int32 of shape (n,), or float32 of shape (n, units).

        Raises:
            DataError: If they do not fit, or y itself was refused.
        """
        return self.terms.encode_labels(y)


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
        settings.missing,
    )
