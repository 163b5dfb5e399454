"""The terms to encode rows for a network and to decode its outputs."""

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
"The encoding of y, if there is any."

_OF_SIGNS = ("Hinge", "SquaredHinge")
"Losses for which Keras takes 0 and 1, or -1 and 1."


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """The terms to encode rows for a network and to decode its outputs, without any rows."""

    form: Form
    task: Task
    class_labels: Array | None = None
    "The class labels as in y, by class number; None without classes."
    answer_names: tuple[str, ...] | None = None
    "The named columns of y, of numbers or flags."
    fills: Array | None = None
    "The values for the gaps of x, in the shape of a row; None without `missing fill`."

    @property
    def spec(self) -> Spec:
        """The spec of the network."""
        return self.form.spec

    @property
    def coding(self) -> LabelCoding:
        """How y is written."""
        return self.form.coding

    def encode(self, x: object, where: str = "x") -> Features:
        """Encode rows for the network.

        Args:
            x: Like the x that was bound; a table's columns are matched by name.
            where: Its name in messages.

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
        """Encode labels for the loss.

        Args:
            y: Like the y that was bound, with the same classes; a table's columns are matched by
                name.
            where: Its name in messages.

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
        """Labels with the columns of a table in the order of the bound y.

        Args:
            y: Like the y that was bound.
            where: Its name in messages.

        Returns:
            The same object, unless columns are reordered.

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
    """The terms of a network with unknown training data.

    Args:
        spec: With all sizes.
        task: The task, from the last layer and the loss.
    """
    takes_signs = task.kind == "binary" and task.loss.name in _OF_SIGNS
    coding = LabelCoding(_FORMS[task.kind], spec.output_shape, takes_signs=takes_signs)
    labels = class_numbers(coding) if task.kind in ("classes", "binary") else None
    return Terms(Form(spec, None, coding), task, labels)


def fill_gaps(x: Features, fills: Array | None) -> Features:
    """X with gaps filled, if the spec fills them."""
    return x if fills is None or isinstance(x, StoredRows) else filled(x, fills)
