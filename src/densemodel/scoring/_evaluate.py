"""Score a model on labelled rows, and predict rows."""

from __future__ import annotations

import sys
import warnings
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from densemodel.data import Finding, named, require_same_rows, row_names, with_names
from densemodel.errors import DataError, DenseModelWarning, level_outside, with_call_hints
from densemodel.network import make
from densemodel.scoring.columns._explainer import Explainer
from densemodel.scoring.report._about import About, about_side, trained_labels
from densemodel.scoring.report._report_of import scored
from densemodel.scoring.rows._answers import WHERE, answers_of, asked_of
from densemodel.scoring.rows._evaluation_rows import rows_of
from densemodel.scoring.rows._files import read_files
from densemodel.scoring.rows._predictions import frame_of, predictions_of, signs_or
from densemodel.training import Run, is_loss_of, is_stream, run_of
from densemodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd

    from densemodel._array import Array
    from densemodel.data import Terms
    from densemodel.scoring.report._report import Report
    from densemodel.scoring.rows._answers import Asked


WHERE_Y = "y_new"
"The labels in messages, until the name of the caller takes its place."

_GAPS = "missing drop"
"A hint that helps before training, but not here."


@with_call_hints
def evaluate(model_or_run: Run | Any, x: Any = None, y: Any = None) -> Report:
    """Score a model on labelled rows.

    The model is not changed. A run may be training and does not wait: the scores are then those of
    its best weights so far.

    Args:
        model_or_run: A run, or a Keras model with one input and one output, as for `predict`.
        x: Rows like the training rows, shape (n, ...): an array, a list, a frame or an `np.memmap`,
            which is read in blocks; or a folder that has a folder of pictures for each class.
            None: the test rows of the run, or else its validation rows, or
            else its training rows; the report says which.
        y: Their labels, written like the training labels; a frame's columns are matched by name.

    Returns:
        The metrics with their 95 % intervals and the baseline, the confusion matrix, the worst
        mistakes, and notes about these numbers.

    Raises:
        DataError: The rows or labels do not fit, the meaning of the model's outputs is unknown, or
            there are no rows.

    Example:
        >>> report = dm.evaluate(run, x_test, y_test)
        >>> report.metrics["accuracy"], report.intervals["accuracy"]
        (0.951, (0.9466, 0.9551))
        >>> report.mistakes.head()
    """
    files = read_files(model_or_run, x)
    if files is not None:
        folder, x, y = x, files[0], files[1] if y is None else y
        if y is None:
            raise DataError(
                f"{folder} has no folder for each class: put its pictures into folders with the "
                "names of their classes, or give their labels as y"
            )
    require_pair(model_or_run, x, y)
    asked = asked_of(model_or_run, scores=True, has_rows=x is not None)
    run = model_or_run if isinstance(model_or_run, Run) else None
    if x is None:
        return _of_own_rows(asked, run)
    found = run_of(asked.model) if run is None else run
    run = found if isinstance(found, Run) else None
    if asked.terms is None:
        code = "run.model" if isinstance(model_or_run, Run) else "model"
        fix = f"use Keras, {code}.evaluate(x, y)"
        if asked.rows is not None and not asked.model.compiled:
            fix = "compile it with its training loss, or train it with dm.train"
        raise DataError(f"the meaning of the model's outputs is unknown: {fix}")
    terms = signs_or(asked.terms, y)
    names = _names_of_caller(x, y)
    noticed: list[Finding] = []
    with _with_names(names):
        rows = asked.encode(x, noticed)
        y = terms.match_labels(y, WHERE_Y)
        try:
            labels = terms.encode_labels(y, WHERE_Y)
        except DataError as error:
            for finding in error.findings:
                if isinstance(finding, Finding) and finding.accept == _GAPS:
                    held = finding.message.removesuffix(f": write {_GAPS}")
                    raise DataError(
                        f"{held}: leave rows without a label out of {WHERE} and {WHERE_Y}"
                    ) from None
            raise
        _warn_of(named(noticed, names))
        if len(rows) != len(labels):
            raise DataError(
                f"{WHERE} has {counted(len(rows), 'row')}, {WHERE_Y} has {len(labels):,}: give one "
                "label for each row"
            )
        require_same_rows(x, y, (WHERE, WHERE_Y))
    about = About(
        "model" if run is None else run.name,
        row_names=row_names(x),
        trained=trained_labels(run),
        knows_loss=_knows_loss(asked, terms),
        explainer=Explainer.of_given(asked.model, terms, (x, rows, labels), run),
    )
    with _with_names(names):
        answers = answers_of(asked.model, rows)
    return scored(predictions_of(terms, _as_given(terms, y, labels), answers), about, run)


@with_call_hints
def predict(
    model_or_run: Run | Any, x: Any, *, missing: Literal["refuse", "allow"] = "refuse"
) -> pd.DataFrame:
    """Predict with a model, and return classes, probabilities or numbers as a table.

    The model is not changed. A run may be training and does not wait: the predictions are then
    those of its best weights so far (before the first evaluation, and without validation, of its
    newest finite ones).

    Args:
        model_or_run: A run, or a Keras model with one input and one output. A model that a run of
            this process has trained is treated like the run: names, order of columns, filled gaps.
            Of other models the last layer and the loss decide.
        x: Rows like the training rows, shape (n, ...): an array, a list, a frame or an `np.memmap`,
            which is read in blocks. A frame's columns are matched by name; those of `without` may
            be among them, and gaps are filled as in training. Of a network of pictures also a
            file, a list of files, or a folder.
        missing: Whether columns of a `table` may be missing: "allow" takes each as a column without
            any value.

    Returns:
        A row for each row of x, with the index of x if x is a pandas object, and the paths of
        files.

        - Classes: `class`, written as in y, and the probability of each class in a column of its
          name (text for True and False, because pandas reads a list of truth values as a mask).
          Raw outputs become probabilities as the loss reads them. Outputs that are not
          probabilities, as with a hinge loss, are in `output`, or `output cat`.
        - Several yes-or-no labels: the probability of each, in the columns of y.
        - Numbers: in the unit of y and in its columns; `y`, or `y 0` and so on, if they have no
          names.
        - A model whose outputs are unknown: `output`, or `output 0` and so on.

    Raises:
        DataError: The rows do not fit, the model is not trained, or its outputs do not fit a table.

    Example:
        >>> run = dm.train("4 -> norm -> 8 relu -> 3 softmax ; epochs 200", flowers, species)
        >>> dm.predict(run, flowers[::75])
                 class    setosa  versicolor  virginica
        0       setosa  0.992592    0.006339   0.001069
        75  versicolor  0.051332    0.616377   0.332291
    """
    if missing not in ("refuse", "allow"):
        raise DataError(f"missing is {missing!r}: write 'allow' or 'refuse'")
    asked = asked_of(model_or_run)
    if missing == "allow" and asked.rows is not None:
        asked = replace(asked, rows=replace(asked.rows, allows_missing=True))
    names = _names_of_caller(x)
    files = read_files(model_or_run, x)
    if files is not None:
        x, _, paths = files
    noticed: list[Finding] = []
    with _with_names(names):
        rows = asked.encode(x, noticed)
        _warn_of(named(noticed, names))
        answers = answers_of(asked.model, rows, for_loss=False)
    index = _names_of_rows(x, asked.terms) if files is None else paths
    return frame_of(answers.outputs, asked.terms, index)


def _names_of_rows(x: Any, terms: Terms | None) -> Any:
    """The index of x; of a Series that is one row of a table, its name."""
    names = row_names(x)
    is_one = names is not None and x.ndim == 1 and terms is not None and terms.spec.takes_table
    if not is_one:
        return names
    return None if x.name is None else [x.name]


def _names_of_caller(x: Any, y: Any = None) -> dict[str, str]:
    """What messages call x and y: as the code that called `predict` or `evaluate` does.

    If it gives anything but a variable, they are called x and y.
    """
    caller = sys._getframe(level_outside() - 1)  # noqa: SLF001 - as warnings.warn finds it
    names = {WHERE: "x", WHERE_Y: "y"}
    for name, value in {**caller.f_globals, **caller.f_locals}.items():
        if value is not None and not name.startswith("_"):
            names |= {where: name for where, one in ((WHERE, x), (WHERE_Y, y)) if one is value}
    return names


@contextmanager
def _with_names(names: Mapping[str, str]) -> Iterator[None]:
    """Raise errors of these rows with the names of the caller."""
    try:
        yield
    except DataError as error:
        findings = named((one for one in error.findings if isinstance(one, Finding)), names)
        raise DataError(with_names(error.message, names), findings=findings) from None


def _warn_of(findings: Iterable[Finding]) -> None:
    """Warn of what was made of the columns of a table, at the line of the call."""
    for finding in findings:
        warnings.warn(finding.message, DenseModelWarning, stacklevel=level_outside())


def _of_own_rows(asked: Asked, run: Run | None) -> Report:
    if run is None:
        raise DataError("a model has no rows of its own: give x and y, dm.evaluate(model, x, y)")
    if not run.has_data:
        raise DataError(
            f"{run.name} was loaded without its data: give x and y, dm.evaluate(run, x, y)"
        )
    rows = rows_of(run, ("test", "validation", "training"))
    if rows is None and asked.terms is None:
        raise DataError(
            f"Keras's own loop trains {run.name}, whose layers or loss the language can't "
            "express, so the meaning of its outputs is unknown: use Keras, "
            "run.model.evaluate(x, y)"
        )
    if rows is None:
        raise DataError(
            f"the rows of {run.name} are read by Keras in batches, which can't be scored here: "
            "give x and y as arrays"
        )
    about = replace(about_side(rows.side, rows.at, run), explainer=Explainer.of_side(run, rows))
    answers = answers_of(asked.model, rows.x, rows.at, where="x")
    return scored(predictions_of(rows.terms, rows.y[rows.at], answers), about, run)


def require_pair(model_or_run: Any, x: Any, y: Any) -> None:
    """Refuse x without y, and batches."""
    if x is not None and y is None and is_stream(x):
        raise DataError("x comes in batches, which can't be scored here: give x and y as arrays")
    if (x is None) == (y is None):
        return
    missing, given = ("y", "x") if y is None else ("x", "y")
    code = "run" if isinstance(model_or_run, Run) else "model"
    raise DataError(f"{missing} is missing beside {given}: write dm.evaluate({code}, x, y)")


def _knows_loss(asked: Asked, terms: Terms) -> bool:
    """Whether the loss of the terms is that of the model."""
    if not asked.model.compiled:
        return True
    # Keras's loss weight of a model with one output
    weight = getattr(getattr(asked.model, "_compile_loss", None), "_user_loss_weights", None)
    while isinstance(weight, list | tuple | dict) and len(weight) == 1:
        weight = next(iter(weight.values() if isinstance(weight, dict) else weight))
    is_weighted = weight is not None and weight != 1
    return not is_weighted and is_loss_of(asked.model, make(terms.task.loss))


def _as_given(terms: Terms, y: Any, labels: Array) -> Array:
    """The numbers in float64: float32 would keep only seven digits."""
    if terms.task.kind != "regression":
        return labels
    try:
        exact = np.asarray(y, dtype=np.float64).reshape(labels.shape)
    except (TypeError, ValueError):
        return labels
    return exact if np.array_equal(exact.astype(np.float32), labels) else labels
