"""Match the columns of a later y by name, like those of x."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.findings._wording import listed
from densemodel.data.read._tables import as_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data.facts._coding import LabelCoding
    from densemodel.data.findings._finding import Findings

Array = np.ndarray[Any, Any]

_DEFAULT_NAMES = ("{}", "column_{}", "f{}")
"Default names of columns in pandas, polars and NumPy."


@dataclass(frozen=True, slots=True)
class AnswerColumns:
    """The columns of y, or the classes for one-hot columns."""

    names: tuple[str, ...]
    were_columns: bool
    "Whether y had columns of these names, so that others are a mistake."


def answer_columns_of(
    coding: LabelCoding, answer_names: tuple[str, ...] | None, class_labels: Array | None
) -> AnswerColumns | None:
    """The valid column names of a later y.

    Args:
        coding: The encoding of y.
        answer_names: The columns of y, if each is a separate target.
        class_labels: The class labels as in y, by class number.

    Returns:
        The names in order; None with a single target, or without names.
    """
    names, were_columns = answer_names, True
    if names is None and coding.form in ("index", "columns") and class_labels is not None:
        names = tuple(map(str, class_labels.tolist()))
        were_columns = coding.levels is None
    if names is None or len(set(names)) < max(len(names), 2):
        return None
    return AnswerColumns(names, were_columns and not _are_default(names))


def match_answers(
    y: object, columns: AnswerColumns | None, where: str, findings: Findings
) -> object | None:
    """A later y with the columns of y, in that order.

    Args:
        y: Labels; anything but a table of several columns is returned unchanged.
        columns: Those of y; None if their names are unknown.
        where: Its name in messages.
        findings: Receives columns that are missing or not in y.

    Returns:
        The labels, the same object if nothing is moved; None if they were refused.
    """
    table = as_table(y)
    if columns is None or table is None or len(table.names) < 2:  # noqa: PLR2004
        return y
    given, due = table.names, columns.names
    if given == due:
        return y
    if len(given) == len(due) and set(given) == set(due):
        findings.repair(where, f"the columns of {where} are reordered like those of y")
        return table.select([given.index(name) for name in due])
    if columns.were_columns and not _are_default(given):
        message = _message(given, due, where)
        if message:
            findings.refuse(where, message)
            return None
    return y


def _message(given: Sequence[str], due: Sequence[str], where: str) -> str | None:
    """Why these are not the columns of y; None if only their number is known."""
    missing = [name for name in due if name not in given]
    extra = [name for name in given if name not in due]
    if missing:
        it = "it" if len(missing) == 1 else "them"
        fix = "name its columns like those of y" if extra else f"add {it}"
        return f"{where} lacks the {_columns(missing)} of y: {fix}"
    if extra:
        it = "it" if len(extra) == 1 else "them"
        return f"{where} has the {_columns(extra)}, not in y: leave {it} out"
    return None


def _columns(names: Sequence[str]) -> str:
    return f"column{'' if len(names) == 1 else 's'} {listed(names)}"


def _are_default(names: Sequence[str]) -> bool:
    """Whether these are default names of columns."""
    return any(
        all(name == form.format(place) for place, name in enumerate(names))
        for form in _DEFAULT_NAMES
    )
