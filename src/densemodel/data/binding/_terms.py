"""What rows mean to a network, and its answers to a person: all that asking it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.binding._encode import Form, encode_features, encode_labels
from densemodel.data.facts._coding import LabelCoding
from densemodel.data.facts._gaps import filled
from densemodel.data.findings._finding import Findings, refusal_error
from densemodel.data.labels._answer_columns import answer_columns_of, match_answers
from densemodel.data.labels._classes import class_numbers
from densemodel.data.read._stored_rows import Features, StoredRows

if TYPE_CHECKING:
    from densemodel.data.facts._coding import Form as LabelForm
    from densemodel.data.labels._head import TaskKind
    from densemodel.data.labels._task import Task
    from densemodel.language import Spec

Array = np.ndarray[Any, Any]

_FORMS: dict[TaskKind, LabelForm] = {
    "classes": "index",
    "binary": "binary",
    "labels": "flags",
    "regression": "numbers",
}
"How y would be written, if there were any."

_OF_SIGNS = ("Hinge", "SquaredHinge")
"Losses for which Keras takes 0 and 1 or -1 and 1."


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """How rows are written for a network and how its answers are read; it holds no row itself."""

    form: Form
    task: Task
    class_labels: Array | None = None
    "The classes as y writes them, by class number; None where there are no classes."
    answer_names: tuple[str, ...] | None = None
    "The columns of y, if it was a table or a column with a name, of numbers or flags."
    fills: Array | None = None
    "What stands in the gaps of x, of the shape of a row; None without `missing fill`."

    @property
    def spec(self) -> Spec:
        """The spec of the network."""
        return self.form.spec

    @property
    def coding(self) -> LabelCoding:
        """How y is written."""
        return self.form.coding

    def encode(self, x: object, where: str = "x") -> Features:
        """Rows as the network takes them.

        Args:
            x: Like the x that was bound; a table's columns are matched by name.
            where: What messages call it.

        Returns:
            float32 of shape (n, *spec.input_shape); `StoredRows` of x in a file.

        Raises:
            DataError: If they do not fit.
        """
        findings = Findings()
        encoded = encode_features(self.form, x, where, findings)
        if encoded is None:
            raise refusal_error(findings)
        return fill_gaps(encoded, self.fills)

    def encode_labels(self, y: object, where: str = "y") -> Array:
        """Labels as the loss takes them.

        Args:
            y: Like the y that was bound, with the same classes; a table's columns are matched by
                name.
            where: What messages call it.

        Returns:
            int32 of shape (n,), or float32 of shape (n, units).

        Raises:
            DataError: If they do not fit.
        """
        y = self.match_labels(y, where)
        findings = Findings()
        encoded = encode_labels(self.coding, y, where, findings)
        if encoded is None:
            raise refusal_error(findings)
        return encoded

    def match_labels(self, y: object, where: str = "y") -> object:
        """Labels as they were given, the columns of a table in the order of the y that was bound.

        Args:
            y: Like the y that was bound.
            where: What messages call it.

        Returns:
            The very object, unless columns are moved.

        Raises:
            DataError: If it is a table of other columns.
        """
        columns = answer_columns_of(self.coding, self.answer_names, self.class_labels)
        findings = Findings()
        matched = match_answers(y, columns, where, findings)
        if findings.refused:
            raise refusal_error(findings)
        return matched


def terms_without_data(spec: Spec, task: Task) -> Terms:
    """The terms of a network of which nobody knows what it was trained on.

    Args:
        spec: With all sizes.
        task: What the network is for, as far as its last layer and its loss tell.
    """
    takes_signs = task.kind == "binary" and task.loss.name in _OF_SIGNS
    coding = LabelCoding(_FORMS[task.kind], spec.output_shape, takes_signs=takes_signs)
    labels = class_numbers(coding) if task.kind in ("classes", "binary") else None
    return Terms(Form(spec, None, coding), task, labels)


def fill_gaps(x: Features, fills: Array | None) -> Features:
    """X with a number in each gap, if the spec fills them."""
    return x if fills is None or isinstance(x, StoredRows) else filled(x, fills)
