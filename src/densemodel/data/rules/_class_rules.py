"""Rules about the classes in y and how many rows each has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.findings._finding import Finding
from densemodel.data.findings._wording import value_text
from densemodel.data.read._odd_text import alike, is_number, odd_text_of, twin_names

if TYPE_CHECKING:
    from densemodel.data.facts._case import Case

MOST = 0.95
"With this share of the rows a class dominates the accuracy."
_WHERE = "weights"
_FEWEST_ROWS = 20
"With fewer rows each may be its own class."
_MARKS = {"?", "", "nan", "n/a", "#n/a"}


def weights_need_classes(case: Case) -> Finding | None:
    """Classes can be weighted only if each row has one class."""
    if case.spec.settings.weights is None or case.facts.classes is not None:
        return None
    is_flags = case.facts.coding.form == "flags"
    what = "several columns of 0 and 1" if is_flags else "numbers to predict"
    message = f"weights balanced needs one class per row, and y holds {what}: leave it out"
    return Finding("refuse", _WHERE, message)


def one_class_drowns_the_rest(case: Case) -> Finding | None:
    """With 99 rows of 100 in one class, the baseline's accuracy is 0.99."""
    counts = np.array(case.facts.class_counts or (0,))
    total, commonest = int(counts.sum()), int(counts.argmax())
    if case.spec.settings.weights is not None or not total:
        return None
    share = counts[commonest] / total
    if not MOST <= share < 1:
        return None
    accuracy = f"{min(share, 0.9999):.4g}"  # not rounded to 1
    return Finding(
        "offer",
        _WHERE,
        f"class {case.facts.class_name(commonest)} has {counts[commonest]:,} of {total:,} rows, "
        f"so the baseline (always this class) has accuracy {accuracy}: write weights "
        "balanced to let each class count equally, though predicted probabilities then shift "
        "towards rare classes",
        "weights balanced",
    )


def all_rows_are_of_one_class(case: Case) -> Finding | None:
    """With a single class there is nothing to learn."""
    counts = np.array(case.facts.class_counts or (0,))
    if case.row_count < 2 or np.count_nonzero(counts) != 1:  # noqa: PLR2004
        return None
    name = case.facts.class_name(int(counts.argmax()))
    message = f"all labels are {name}: there is nothing to learn"
    return Finding("offer", "y", message)


def rows_are_classes_of_their_own(case: Case) -> Finding | None:
    """Names, ids or numbers as labels give almost each row its own class."""
    counts = np.array(case.facts.class_counts or (0,))
    found, rows = np.count_nonzero(counts), int(counts.sum())
    if rows < _FEWEST_ROWS or found <= rows / 2:
        return None
    names = case.facts.class_names or ()
    fix = "if these are numbers to predict, write 1 as the last layer"
    odd = odd_text_of(names)
    levels = case.facts.coding.levels
    if odd is not None:
        fix = f"if these are numbers, give {odd.fix('pd.Series(y)', 'y')} and write 1"
    elif levels is not None and levels.dtype.kind == "U" and all(map(is_number, names)):
        fix = "if these are numbers, give y.astype(float) and write 1"
    known = f"y holds {found:,} classes in {rows:,} rows, too few of each to learn"
    return Finding("offer", "y", f"{known}: {fix}")


def names_mark_a_gap(case: Case) -> Finding | None:
    """Files write `?`, or nothing, for a missing label."""
    names = case.facts.class_names or ()
    marks = [name for name in names if name.strip().lower() in _MARKS]
    if not marks:
        return None
    return Finding(
        "offer",
        "y",
        f"{value_text(marks[0])} is a class of its own in y: if it marks a missing label, "
        "put None in its place and write missing drop",
    )


def names_differ_in_case_alone(case: Case) -> Finding | None:
    """`yes` and `Yes ` are two classes to a program, but meant as one."""
    names, classes = case.facts.class_names or (), case.facts.classes
    pair = twin_names(names)
    if pair is None or classes is None:
        return None
    numbers = [names.index(name) for name in pair]
    # the rare one is the mistake
    number = min(numbers, key=lambda one: int((classes == one).sum()))
    row, usual = int((classes == number).argmax()), names[numbers[numbers[0] == number]]
    return Finding(
        "offer",
        "y",
        f"{value_text(names[number])} (row {row}) and {value_text(usual)} are two classes in y: "
        f"{alike(names)}",
    )
