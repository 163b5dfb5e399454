"""Rules about the classes in y and how many rows each has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.data._finding import Finding
from densemodel.data._wording import value_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data._case import Case

MOST = 0.95
"A class with this share of the rows hides the others from an accuracy."
_WHERE = "weights"
_FEWEST_ROWS = 20
"In fewer rows each may well be of its own class."
_MARKS = {"?", "", "nan", "n/a", "#n/a"}


def weights_need_classes(case: Case) -> Finding | None:
    """Only rows of one class each can be weighed against each other."""
    if case.spec.settings.weights is None or case.facts.classes is not None:
        return None
    is_flags = case.facts.coding.form == "flags"
    what = "several columns of 0 and 1" if is_flags else "numbers to guess"
    message = f"weights balanced needs one class a row, and y holds {what}: leave it out"
    return Finding("refuse", _WHERE, message)


def one_class_drowns_the_rest(case: Case) -> Finding | None:
    """With 99 rows of 100 in one class, naming it always gets accuracy 0.99."""
    counts = np.array(case.facts.class_counts or (0,))
    total, commonest = int(counts.sum()), int(counts.argmax())
    if case.spec.settings.weights is not None or not total:
        return None
    share = counts[commonest] / total
    if not MOST <= share < 1:
        return None
    return Finding(
        "offer",
        _WHERE,
        f"class {case.facts.class_name(commonest)} has {counts[commonest]:,} of {total:,} rows, so "
        f"naming it always gets accuracy {_below_one(share)}: write weights balanced to let each "
        "class count alike",
        "weights balanced",
    )


def all_rows_are_of_one_class(case: Case) -> Finding | None:
    """A network that names this class always is right, and has learned nothing."""
    counts = np.array(case.facts.class_counts or (0,))
    if case.row_count < 2 or np.count_nonzero(counts) != 1:  # noqa: PLR2004
        return None
    name = case.facts.class_name(int(counts.argmax()))
    message = f"all labels are {name}: there is nothing to tell apart"
    return Finding("offer", "y", message)


def rows_are_classes_of_their_own(case: Case) -> Finding | None:
    """Names, ids or numbers in place of labels give each row a class that no other has."""
    counts = np.array(case.facts.class_counts or (0,))
    found, rows = np.count_nonzero(counts), int(counts.sum())
    if rows < _FEWEST_ROWS or found <= rows / 2:
        return None
    are_numbers = case.facts.class_names is not None and _are_numbers(case.facts.class_names)
    mend = "if these are numbers to guess, write 1 as the last layer"
    if are_numbers and case.facts.coding.levels is not None:
        is_text = case.facts.coding.levels.dtype.kind == "U"
        mend = "if these are numbers, give y.astype(float) and write 1" if is_text else mend
    known = f"y holds {found:,} classes in {rows:,} rows, too few of each to learn from"
    return Finding("offer", "y", f"{known}: {mend}")


def _are_numbers(names: Sequence[str]) -> bool:
    try:
        return all(np.isfinite(float(name)) for name in names)
    except ValueError:
        return False


def names_mark_a_gap(case: Case) -> Finding | None:
    """Files write `?`, or nothing, for a label that is missing."""
    names = case.facts.class_names or ()
    marks = [name for name in names if name.strip().lower() in _MARKS]
    if not marks:
        return None
    return Finding(
        "offer",
        "y",
        f"{value_text(marks[0])} is a class of its own in y: if it marks a missing label, put None "
        "in its place and write missing drop",
    )


def names_differ_in_case_alone(case: Case) -> Finding | None:
    """`yes` and `Yes ` are two classes to a program, and one to whoever typed them."""
    seen: dict[str, str] = {}
    for name in case.facts.class_names or ():
        same = seen.setdefault(name.strip().casefold(), name)
        if same != name:
            return Finding(
                "offer",
                "y",
                f"{value_text(same)} and {value_text(name)} are two classes in y: if they are one, "
                "write them alike",
            )
    return None


def _below_one(share: float) -> str:
    """A share near 1 that is not rounded to 1."""
    return f"{min(share, 0.9999):.4g}"
