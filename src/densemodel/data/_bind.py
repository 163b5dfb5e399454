"""From x and y as a person has them to data that a spec's network can train on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data._bound import Bound, encode_features, encode_labels
from densemodel.data._features import offer_scaling, read_features
from densemodel.data._finding import Finding, Findings
from densemodel.data._frames import check_rows_agree, holds_target
from densemodel.data._hold_back import hold_back
from densemodel.data._labels import read_labels
from densemodel.data._task import decide
from densemodel.data._values import read_values
from densemodel.data._wording import counted
from densemodel.spec import as_spec

if TYPE_CHECKING:
    from densemodel.data._bound import Pair
    from densemodel.data._coding import LabelCoding
    from densemodel.data._labels import Labels
    from densemodel.data._task import Task
    from densemodel.data._values import Values
    from densemodel.spec import Spec

Array = np.ndarray[Any, Any]


def bind(
    spec: Spec | str,
    x: object,
    y: object,
    *,
    validation_data: object = None,
    test_data: object = None,
) -> Bound:
    """Check data against a spec, write it as the network takes it, and split it.

    Args:
        spec: The spec, or its text.
        x: Rows of numbers, shape (n, ...): an array, a list or a frame.
        y: Their labels, shape (n,), (n, 1) or (n, k): whole numbers, names, one-hot columns,
            columns of 0 and 1, or numbers to guess.
        validation_data: A pair (x, y). With it all rows of x train.
        test_data: A pair (x, y), never trained on.

    Returns:
        The bound data. Nothing is raised for data that does not fit: see `Bound.refusals`, and
        `Bound.require`, which raises.

    Raises:
        SpecError: The text is not a spec.

    Example:
        >>> bound = bind(parse("2 -> 4 tanh -> 1 sigmoid"), [[0, 1], [1, 0]], ["no", "yes"])
        >>> bound.class_names
        ('no', 'yes')
    """
    spec = as_spec(spec)
    findings = Findings()
    x_values = read_values(x, "x", findings)
    y_values = read_values(y, "y", findings)
    if holds_target(x, y, findings):
        x_values = None  # its width would be blamed as well
    _check_lengths(x_values, y_values, ("x", "y"), findings)
    features = read_features(spec, x_values, "x", findings) if x_values else None
    labels = read_labels(y_values, "y", findings) if y_values else None
    task, coding = decide(spec, labels, findings)
    encoded = coding.encode(labels, "y", findings) if coding and labels else None
    names = x_values.column_names if x_values else None
    if features is None or encoded is None or coding is None or labels is None or findings.refused:
        return _refused(spec, task, findings, names)
    offer_scaling(spec, features, findings, names)
    validation, test = (
        _read_pair(spec, pair, where, names=names, coding=coding, findings=findings)
        for pair, where in ((validation_data, "validation_data"), (test_data, "test_data"))
    )
    class_names = _class_names(labels, coding)
    training_rows, validation_rows = hold_back(
        spec, encoded, coding, class_names, findings, has_validation=validation_data is not None
    )
    return Bound(
        spec=spec,
        x=features,
        y=encoded,
        training_rows=training_rows,
        validation_rows=validation_rows,
        task=task,
        findings=tuple(findings),
        column_names=names,
        validation=validation,
        test=test,
        class_names=class_names,
        class_counts=_class_counts(coding, encoded),
        coding=coding,
    )


def check(spec: Spec | str, x: object, y: object) -> tuple[Finding, ...]:
    """What is wrong, repaired or worth a thought about x and y under a spec.

    Args:
        spec: The spec, or its text.
        x: As for `bind`.
        y: As for `bind`.

    Returns:
        Findings in the order in which they were met; empty for data that fits as it stands.

    Example:
        >>> [finding.message for finding in check(parse("8 -> 1"), [[0.5] * 7], [1.5])]
        ['x is a list: read as 1 row of 7', 'the spec says 8, the data has 7: write 7']
    """
    return bind(spec, x, y).findings


def _check_lengths(
    x: Values | None, y: Values | None, names: tuple[str, str], findings: Findings
) -> None:
    if x is None or y is None or not len(x.array) or not len(y.array):
        return
    if len(x.array) != len(y.array):
        rows = counted(len(x.array), "row")
        findings.refuse(
            names[1],
            f"{names[0]} has {rows}, {names[1]} has {len(y.array):,}: give one label for each row",
        )
        return
    check_rows_agree(x.index, y.index, findings)


def _refused(spec: Spec, task: Task, findings: Findings, names: tuple[str, ...] | None) -> Bound:
    none = np.empty(0, dtype=np.int64)
    return Bound(
        spec=spec,
        x=np.empty((0, *spec.input_shape), dtype=np.float32),
        y=np.empty((0, *spec.output_shape), dtype=np.float32),
        training_rows=none,
        validation_rows=none,
        task=task,
        findings=tuple(findings),
        column_names=names,
    )


def _read_pair(
    spec: Spec,
    pair: object,
    where: str,
    *,
    names: tuple[str, ...] | None,
    coding: LabelCoding,
    findings: Findings,
) -> Pair | None:
    """Validation or test data, written like x and y; None if there is none or it was refused."""
    if pair is None:
        return None
    if not isinstance(pair, tuple | list) or len(pair) != 2:  # noqa: PLR2004
        findings.refuse(where, f"{where} is a pair of x and y: give it as (x, y)")
        return None
    places = f"{where}[0]", f"{where}[1]"
    x = encode_features(spec, pair[0], names, places[0], findings)
    y = encode_labels(coding, pair[1], places[1], findings)
    if x is None or y is None:
        return None
    if len(x) != len(y):
        findings.refuse(
            where,
            f"{places[0]} has {counted(len(x), 'row')}, {places[1]} has {len(y):,}: "
            "give one label for each row",
        )
        return None
    return x, y


def _class_names(labels: Labels, coding: LabelCoding) -> tuple[str, ...] | None:
    if coding.levels is not None:
        return tuple(f"{v:g}" if isinstance(v, float) else str(v) for v in coding.levels.tolist())
    if labels.is_flat:
        is_truth = labels.values.dtype.kind == "b" and coding.units in ((1,), (2,))
        return ("False", "True") if is_truth and coding.form != "numbers" else None
    return labels.column_names if coding.form != "numbers" else None


def _class_counts(coding: LabelCoding, y: Array) -> tuple[int, ...] | None:
    numbers = coding.class_numbers(y)
    if numbers is None:
        return None
    classes = 2 if coding.form == "binary" else coding.units[0]
    return tuple(np.bincount(numbers, minlength=classes).tolist())
