"""Data bound to a spec, for training, checks and the panel."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING, cast

import numpy as np

from densemodel.data.baseline._baseline import Baseline
from densemodel.data.binding._base_rows import cached_outputs
from densemodel.data.binding._table import say_columns, table_of_spec, with_target_norm
from densemodel.data.binding._terms import Terms
from densemodel.data.columns._table import RawTable, fit
from densemodel.data.facts._coding import TargetScale, balanced_weights, target_scale_of
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
    from densemodel.data.facts._read_data import ReadData
    from densemodel.data.labels._task import Task
    from densemodel.language import Base, Spec


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
    read: ReadData | None = None
    "x and y independent of the split; None if one of them was refused."
    names: Mapping[str, str] = field(default_factory=dict)
    "The user's names of x and y in findings."
    is_strict: bool = False
    "Whether offers are refusals."
    plain: tuple[Features, Pair | None, Pair | None] | None = None
    """The rows of x, validation and test as they came, where those above are the outputs of a
    frozen base; else None."""

    @classmethod
    def of(cls, spec: Spec, read: ReadData, known: Bound | None = None) -> Bound:
        """Data for a spec with the same network.

        Default epochs and patience are those that fit the training rows. The columns of a table
        are encoded as the spec says, or by what the training rows say; `known` may have the rows
        in that encoding.
        """
        findings = Findings([*read.findings])
        training_rows, validation_rows = hold_back(spec, read, findings)
        x, fills, pairs = read.x, None, (read.validation, read.test)
        if read.table is None:
            fills = _fills(spec, read, training_rows, findings)
            x = fill_gaps(x, fills)
            validation, test = (
                None if pair is None else (fill_gaps(cast("Features", pair[0]), fills), pair[1])
                for pair in pairs
            )
        else:
            table = table_of_spec(spec) or fit(read.table, training_rows)
            spec = spec.with_table(table)
            if known is not None and known.spec.table is table:
                x, validation, test = known.x, known.validation, known.test
            else:
                x = table.encode(read.table)
                validation, test = (
                    None if pair is None else (table.encode(cast("RawTable", pair[0])), pair[1])
                    for pair in pairs
                )
            findings.items += say_columns(table)
            if not table.used:
                findings.refuse(
                    "x", "no column of x has values in the training rows: write another split"
                )
            spec = with_target_norm(spec, read, training_rows, findings)
        plain = None
        if spec.frozen is not None:
            plain = x, validation, test
            x, validation, test = _of_base(spec.frozen, plain, known)
        steps = ceil(len(training_rows) / spec.settings.batch)
        validates = validation is not None or len(validation_rows) > 0
        bound = cls(
            spec=spec.with_lengths(steps, validates=validates),
            x=x,
            y=read.y,
            training_rows=training_rows,
            validation_rows=validation_rows,
            task=read.task,
            findings=tuple(findings),
            column_names=read.names,
            validation=validation,
            test=test,
            fills=fills,
            read=read,
            plain=plain,
        )
        bound = replace(bound, findings=(*findings, *apply_rules(bound.as_read)))
        return bound if known is None else _as_in(known, bound)

    @property
    def as_read(self) -> Bound:
        """The same data with the rows as they came, not as a frozen base encodes them."""
        if self.plain is None:
            return self
        x, validation, test = self.plain
        return replace(self, x=x, validation=validation, test=test, plain=None)

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
    def facts(self) -> ReadData:
        """X and y as they were read; a DataError if one of them was refused."""
        if self.read is None:
            raise refusal_error(self.refusals)
        return self.read

    @property
    def coding(self) -> LabelCoding | None:
        """The encoding of y; None if y was refused."""
        return None if self.read is None else self.read.coding

    @property
    def class_names(self) -> tuple[str, ...] | None:
        """Names in the order of the classes; None if labels are class numbers."""
        return None if self.read is None else self.read.class_names

    @property
    def class_counts(self) -> tuple[int, ...] | None:
        """The number of rows of each class; None without classes."""
        return None if self.read is None else self.read.class_counts

    @property
    def is_split(self) -> bool:
        """Whether the spec splits the rows; False with given validation data."""
        return self.read is None or self.read.is_split

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
    def y_scale(self) -> TargetScale | None:
        """Mean and spread of the columns of y over the training rows; None except for numbers."""
        is_number = self.coding is not None and self.coding.form == "numbers"
        return target_scale_of(self.y, self.training_rows) if is_number else None

    @property
    def target_scale(self) -> TargetScale | None:
        """The scale of y for `target norm`; None without it."""
        return self.y_scale if self.spec.settings.target_norm else None

    @cached_property
    def baseline(self) -> dict[str, float]:
        """The baseline's scores on the validation rows, or on the training rows without any."""
        if self.coding is None:
            return {}
        trained = self.y[self.training_rows]
        held_out = self.validation[1] if self.validation else self.y[self.validation_rows]
        return Baseline(self.coding, trained).metrics(held_out if len(held_out) else trained)

    def refitted(self) -> Bound:
        """The same data, with the columns of a table encoded by what these training rows say.

        The sizes stay. The same object without a table, or if nothing changes.
        """
        table = self.spec.table
        if self.read is None or self.read.table is None or table is None:
            return self
        fresh = fit(self.read.table, self.training_rows, like=table_of_spec(self.spec))
        return self if fresh == table else Bound.of(self.spec.with_table(fresh), self.read, self)

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
        return replace(self, spec=spec) if self.read is None else Bound.of(spec, self.read, self)

    def with_base(self, base: Base, *, is_changed: bool) -> Bound:
        """The same data with another copy of the frozen base, or with one that was changed."""
        spec = self.spec.with_base(base)
        if self.read is None or not is_changed:
            return replace(self, spec=spec)
        return _as_in(self, Bound.of(spec, self.read))

    def fits(self, spec: Spec) -> bool:
        """Whether a spec takes x and y in their present form."""
        return _form_of(self._sized(spec)) == _form_of(self.spec)

    def with_pairs_of(self, other: Bound) -> Bound:
        """These rows with the validation and test data of others."""
        if self.read is None or other.read is None:
            return self
        theirs = other.read
        read = replace(
            self.read, validation=theirs.validation, test=theirs.test, is_split=theirs.is_split
        )
        return _as_in(self, Bound.of(self.spec, read))

    def with_names(self, names: Mapping[str, str]) -> Bound:
        """The same data with other names in findings: `{"x": "x_train", "y": "y_train"}`."""
        return replace(self, findings=named(self.findings, names), names=names)

    def as_named(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Other findings about these data, with the user's names of x and y."""
        return named(findings, self.names)

    def as_strict(self) -> Bound:
        """The same data, with each offer turned into a refusal."""
        if self.read is None:
            return self
        found = tuple(
            replace(one, severity="refuse") if one.severity == "offer" else one
            for one in self.findings
        )
        return replace(self, findings=found, is_strict=True)

    def _sized(self, spec: Spec) -> Spec:
        shape = self.spec.input_shape if spec.has_auto_input else None
        units = self.spec.output_shape[-1] if spec.has_auto_output else None
        if spec.takes_table and spec.table is None:
            spec = spec.with_table(self.spec.table)
        return spec if shape is None and units is None else spec.with_sizes(shape, units)

    @property
    def terms(self) -> Terms:
        """The terms to encode more rows and decode outputs; a DataError if x or y was refused."""
        facts = self.facts
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


def _of_base(
    base: Base, plain: tuple[Features, Pair | None, Pair | None], known: Bound | None
) -> tuple[Features, Pair | None, Pair | None]:
    """The outputs of a frozen base; `known` may have them, for another split of the same rows."""
    if known is not None and known.plain is not None and known.plain[0] is plain[0]:
        theirs = known.spec.frozen
        if theirs is not None and theirs.model is base.model:
            return known.x, known.validation, known.test
    x, *pairs = plain
    validation, test = (
        None if pair is None else (cached_outputs(base, pair[0]), pair[1]) for pair in pairs
    )
    return cached_outputs(base, x), validation, test


def _as_in(known: Bound, bound: Bound) -> Bound:
    """Data with the names of others in findings, and as strict as these."""
    bound = bound.with_names(known.names)
    return bound.as_strict() if known.is_strict else bound


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


def _fills(spec: Spec, read: ReadData, training_rows: Rows, findings: Findings) -> Array | None:
    if spec.settings.missing != "fill":
        return None
    fills = medians(read.x, training_rows)
    say_filled(read.x, read.survey.gap_rows, fills, read.names, findings)
    for pair, name in ((read.validation, "validation_data"), (read.test, "test_data")):
        if pair is not None and not isinstance(pair[0], StoredRows | RawTable):
            gaps = int((~np.isfinite(pair[0])).sum())
            if gaps:
                what = counted(gaps, "missing value")
                findings.repair(f"{name}[0]", f"{what} in {name}[0] filled like those of x")
    return fills
