"""Data bound to a spec, for training, checks and the panel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING, cast

import numpy as np

from densemodel.data.binding._table import say_columns, table_of_spec, with_target_norm
from densemodel.data.binding._terms import Terms
from densemodel.data.columns._table import RawTable, fit
from densemodel.data.facts._coding import (
    TargetScale,
    balanced_weights,
    baseline_of,
    target_scale_of,
)
from densemodel.data.facts._facts import Case, Reading
from densemodel.data.facts._features import fill_gaps, medians, say_filled
from densemodel.data.findings._finding import Finding, Findings, named, refusal_error
from densemodel.data.read._stored_rows import Features, Pair, StoredRows
from densemodel.data.rules._rules import apply_rules
from densemodel.data.split._split import Rows, hold_back
from densemodel.errors import DataError
from densemodel.wording import counted, enumerated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from densemodel._array import Array
    from densemodel.data.facts._coding import LabelCoding
    from densemodel.data.labels._task import Task
    from densemodel.language import Spec


@dataclass(frozen=True, eq=False)
class Bound:
    """x and y encoded for the network of a spec, split, with all findings.

    If x or y was refused, `refusals` says why and the arrays are empty.
    """

    spec: Spec
    x: Features
    """float32 of shape (n, *spec.input_shape). It may be the given array; an `np.memmap` stays in
    its file."""
    y: Array
    "Encoded for the task's loss: int32 (n,), or float32 (n, units)."
    training_rows: Rows
    "Indices of the training rows, shuffled."
    validation_rows: Rows
    "Indices of the rows held out; empty without a split."
    task: Task
    findings: tuple[Finding, ...]
    column_names: tuple[str, ...] | None = None
    "The columns of x, if it was a table."
    validation: Pair | None = None
    "The given validation data, encoded like x and y; so is the test data."
    test: Pair | None = None
    fills: Array | None = None
    """The values for the gaps of x, in the shape of a row: medians of the training rows. None
    without `missing fill`."""
    reading: Reading | None = None
    "The data independent of the split; None if x or y was refused."

    @classmethod
    def of(cls, spec: Spec, reading: Reading, known: Bound | None = None) -> Bound:
        """Data for a spec with the same network.

        Default epochs and patience are those that fit the training rows. The columns of a table
        are encoded as the spec says, or by what the training rows say; `known` may have the rows
        in that encoding.
        """
        facts, findings = reading.facts, Findings([*reading.findings])
        raw = facts.table
        training_rows, validation_rows = hold_back(
            spec, facts, findings, has_validation=not reading.is_split
        )
        fills = None
        if raw is None:
            fills = _fills(spec, reading, training_rows, findings)
            validation, test = (
                None if pair is None else (fill_gaps(cast("Features", pair[0]), fills), pair[1])
                for pair in (reading.validation, reading.test)
            )
        else:
            table = table_of_spec(spec) or fit(raw, training_rows)
            spec = spec.with_table(table)
            if known is not None and known.spec.table is table:
                facts = replace(facts, x=known.x)
                validation, test = known.validation, known.test
            else:
                facts = replace(facts, x=table.encode(raw))
                validation, test = (
                    None if pair is None else (table.encode(cast("RawTable", pair[0])), pair[1])
                    for pair in (reading.validation, reading.test)
                )
            findings.items += say_columns(table)
            if not table.used:
                findings.refuse(
                    "x", "no column of x has values in the training rows: write another split"
                )
            spec = with_target_norm(spec, facts, training_rows, findings)
        case = Case(
            spec=spec,
            facts=facts,
            task=reading.task,
            x=fill_gaps(facts.x, fills),
            training_rows=training_rows,
            validation_rows=validation_rows,
            validation=validation,
            test=test,
            is_split=reading.is_split,
            validation_prints=reading.validation_prints,
            test_prints=reading.test_prints,
            raw_validation=reading.raw_pairs[0],
            raw_test=reading.raw_pairs[1],
        )
        found = (*findings, *apply_rules(case))
        if reading.is_strict:
            found = tuple(
                replace(one, severity="refuse") if one.severity == "offer" else one for one in found
            )
        steps = ceil(len(training_rows) / spec.settings.batch)
        validates = validation is not None or len(validation_rows) > 0
        return cls(
            spec=spec.with_lengths(steps, validates=validates),
            x=case.x,
            y=facts.y,
            training_rows=training_rows,
            validation_rows=validation_rows,
            task=reading.task,
            findings=named(found, reading.names),
            column_names=facts.names,
            validation=validation,
            test=test,
            fills=fills,
            reading=reading,
        )

    @property
    def refusals(self) -> tuple[Finding, ...]:
        """The findings that prevent training."""
        return tuple(finding for finding in self.findings if finding.severity == "refuse")

    def require(self) -> Bound:
        """Return this object; a DataError with all refusals if anything was refused."""
        if self.refusals:
            raise refusal_error(self.refusals)
        return self

    @property
    def coding(self) -> LabelCoding | None:
        """The encoding of y; None if y was refused."""
        return None if self.reading is None else self.reading.facts.coding

    @property
    def class_names(self) -> tuple[str, ...] | None:
        """Names in the order of the classes; None if labels are class numbers."""
        return None if self.reading is None else self.reading.facts.class_names

    @property
    def class_counts(self) -> tuple[int, ...] | None:
        """The number of rows of each class; None without classes."""
        return None if self.reading is None else self.reading.facts.class_counts

    @property
    def is_split(self) -> bool:
        """Whether the spec splits the rows; False with given validation data."""
        return self.reading is None or self.reading.is_split

    @property
    def training_count(self) -> int:
        """Rows that train."""
        return len(self.training_rows)

    @property
    def validation_count(self) -> int:
        """The number of validation rows, held out or given."""
        return len(self.validation[0]) if self.validation else len(self.validation_rows)

    @cached_property
    def row_weights(self) -> Array | None:
        """One weight per row for `weights balanced`, shape (n,); None without it."""
        if self.spec.settings.weights is None or self.coding is None:
            return None
        return balanced_weights(self.coding, self.y, self.training_rows)

    @cached_property
    def target_scale(self) -> TargetScale | None:
        """The scale of y for `target norm`; None without it."""
        is_number = self.coding is not None and self.coding.form == "numbers"
        if not self.spec.settings.target_norm or not is_number:
            return None
        return target_scale_of(self.y, self.training_rows)

    @cached_property
    def baseline(self) -> dict[str, float]:
        """The baseline's scores on the validation rows, or on the training rows without any."""
        if self.coding is None:
            return {}
        training = self.y[self.training_rows]
        if self.validation:
            return baseline_of(self.coding, training, self.validation[1])
        held_back = self.y[self.validation_rows]
        return baseline_of(self.coding, training, held_back if len(held_back) else training)

    def refitted(self) -> Bound:
        """The same data, with the columns of a table encoded by what these training rows say.

        The sizes stay. The same object without a table, or if nothing changes.
        """
        table = self.spec.table
        if self.reading is None or self.reading.facts.table is None or table is None:
            return self
        fresh = fit(self.reading.facts.table, self.training_rows, like=table_of_spec(self.spec))
        if fresh == table:
            return self
        return Bound.of(self.spec.with_table(fresh), self.reading)

    def with_spec(self, spec: Spec) -> Bound:
        """The same data for a spec with another split or seed; x and y are not checked again.

        The arrays are shared. The encoding of a table stays: see `refitted`.

        Raises:
            DataError: The spec has another input, output, loss or metrics; the message says which.
        """
        spec = self._sized(spec)
        if not self.fits(spec):
            forms = zip(_form_of(spec).items(), _form_of(self.spec).values(), strict=True)
            others = [what for (what, ours), theirs in forms if ours != theirs]
            raise DataError(
                f"this spec has {enumerated([f'another {what}' for what in others])} than the "
                "bound data",
                hint="bind the data again, dm.bind(spec, x, y), or train a new run, "
                "dm.train(spec, x, y)",
            )
        if self.reading is None:
            return replace(self, spec=spec)
        return Bound.of(spec, self.reading, self)

    def fits(self, spec: Spec) -> bool:
        """Whether a spec takes x and y in their present form."""
        return _form_of(self._sized(spec)) == _form_of(self.spec)

    def with_pairs_of(self, other: Bound) -> Bound:
        """These rows with the validation and test data of others."""
        if self.reading is None or other.reading is None:
            return self
        theirs = other.reading
        reading = replace(
            self.reading, validation=theirs.validation, test=theirs.test, is_split=theirs.is_split
        )
        return Bound.of(self.spec, reading)  # with the other pairs encoded

    def with_names(self, names: Mapping[str, str]) -> Bound:
        """The same data with other names in findings: `{"x": "x_train", "y": "y_train"}`."""
        reading = None if self.reading is None else replace(self.reading, names=names)
        return replace(self, findings=named(self.findings, names), reading=reading)

    def as_named(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Other findings about these data, with the user's names of x and y."""
        return named(findings, {} if self.reading is None else self.reading.names)

    def as_strict(self) -> Bound:
        """The same data, with each offer turned into a refusal."""
        if self.reading is None:
            return self
        return Bound.of(self.spec, replace(self.reading, is_strict=True), self)

    def _sized(self, spec: Spec) -> Spec:
        shape = self.spec.input_shape if spec.has_auto_input else None
        units = self.spec.output_shape[-1] if spec.has_auto_output else None
        if spec.takes_table and spec.table is None:
            spec = spec.with_table(self.spec.table)
        return spec if shape is None and units is None else spec.with_sizes(shape, units)

    @property
    def terms(self) -> Terms:
        """The terms to encode more rows and decode outputs; a DataError if x or y was refused."""
        if self.reading is None:
            raise refusal_error(self.refusals)
        facts = self.reading.facts
        return Terms(
            self.spec,
            self.column_names,
            facts.coding,
            self.task,
            class_labels=facts.class_labels,
            answer_names=facts.answer_names,
            fills=self.fills,
        )

    def encode(self, x: object) -> Features:
        """Encode more rows of x, as `Terms.encode` does."""
        return self.terms.encode(x)

    def encode_labels(self, y: object) -> Array:
        """Encode more labels, as `Terms.encode_labels` does."""
        return self.terms.encode_labels(y)


def _form_of(spec: Spec) -> dict[str, object]:
    """What x and y are read for, in words."""
    settings = spec.settings
    return {
        "input": (spec.input_shape, spec.takes_table),
        "output": (spec.output_shape, spec.last_activation),
        "loss": settings.loss,
        "choice of metrics": settings.metrics,
        "choice of columns": (settings.without, settings.kinds, settings.orders),
        "handling of missing values": settings.missing,
    }


def _fills(spec: Spec, reading: Reading, training_rows: Rows, findings: Findings) -> Array | None:
    if spec.settings.missing != "fill":
        return None
    facts = reading.facts
    fills = medians(facts.x, training_rows)
    say_filled(facts.x, facts.survey.gap_rows, fills, facts.names, findings)
    for pair, name in ((reading.validation, "validation_data"), (reading.test, "test_data")):
        if pair is not None and not isinstance(pair[0], StoredRows | RawTable):
            gaps = int((~np.isfinite(pair[0])).sum())
            if gaps:
                what = counted(gaps, "missing value")
                findings.repair(f"{name}[0]", f"{what} in {name}[0] filled like those of x")
    return fills
