"""Rules about the two sides of the split."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.findings._finding import Finding
from densemodel.data.findings._wording import listed
from densemodel.language import write_column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data.facts._case import Case

Array = np.ndarray[Any, Any]

_WHERE = "split"
_FEW = 10
"With fewer validation rows a single one may decide the best epoch."
_USUAL_SHARE = 0.3
"The default share that is held out."


def patience_needs_validation(case: Case) -> Finding | None:
    """Explicit patience needs a validation loss."""
    settings = case.spec.settings
    if not case.is_split or settings.split is not None:
        return None
    if "patience" not in case.spec.explicit_clauses or settings.patience is None:
        return None
    return Finding(
        "refuse",
        _WHERE,
        "patience needs the validation loss, and there are no validation data: write split 30%, "
        "or patience off",
        "split 30%",
        ("patience off",),
    )


def single_row_trains(case: Case) -> Finding | None:
    """One row can't be on both sides."""
    if not case.is_split or case.spec.settings.split is None or case.row_count > 1:
        return None
    return Finding("repair", _WHERE, "there is a single row: it is a training row, without a split")


def few_rows_validate(case: Case) -> Finding | None:
    """The loss of a few rows is noise, and the best epoch is then random."""
    given, settings = case.validation, case.spec.settings
    count = len(case.validation_rows) if given is None else len(given[1])
    if not 0 < count < _FEW or case.row_count * _USUAL_SHARE < _FEW:
        return None
    known = "there is 1 validation row" if count == 1 else f"there are only {count} validation rows"
    why = "so the validation loss is mostly noise"
    if given is not None:
        message = f"{known}, {why}: give more rows, or none: then some of x are held out"
        return Finding("offer", "validation_data", message)
    way = settings.split_way
    column = settings.split_column if way == "by" else None
    more = {"last": " last", "by": f" by {write_column(column or '')}"}.get(way, "")
    words = f"split {_USUAL_SHARE:.0%}{more}"
    return Finding("offer", _WHERE, f"{known} of {case.row_count:,}, {why}: write {words}", words)


def classes_do_not_train(case: Case) -> Finding | None:
    """In rows sorted by class, the last rows have whole classes."""
    classes = case.facts.classes
    if classes is None or not len(case.validation_rows):
        return None
    untrained = np.setdiff1d(classes[case.facts.complete], classes[case.training_rows]).tolist()
    if not untrained or case.spec.settings.split_way == "random":
        return None
    is_one = len(untrained) == 1
    which = f"class {_shown(case, untrained)}" if is_one else f"classes {_shown(case, untrained)}"
    none = f"no training row is of {'it' if is_one else 'them'}"
    if case.spec.settings.split_way == "last":
        message = (
            f"{which} {'is' if is_one else 'are'} only in the last rows, the validation rows, so "
            f"{none}: leave out the word last, or shuffle the rows of x and y together"
        )
    elif _are_groups_of_one_class(case):
        message = (
            f"each class is a group of its own, so {which} can't be on both sides of the split: "
            "split by another column"
        )
    else:
        message = (
            f"{which} {'is' if is_one else 'are'} only in a group of validation rows, so "
            f"{none}: write another seed, or a smaller split"
        )
    return Finding("offer", _WHERE, message)


def classes_have_a_single_row(case: Case) -> Finding | None:
    """A class with one row can't be on both sides."""
    counts = np.array(case.facts.class_counts or (0,))
    single = np.flatnonzero(counts == 1)
    if not len(case.validation_rows) or not len(single) or counts.max() == 1:
        return None
    if case.spec.settings.split_way != "random":
        return None
    if len(single) == 1:
        shown = _shown(case, single.tolist())
        message = f"class {shown} has a single row: it goes to training, none to validation"
    else:
        shown = _shown(case, single.tolist())
        message = f"classes {shown} have a single row each: all go to training, none to validation"
    return Finding("repair", _WHERE, message)


def classes_do_not_validate(case: Case) -> Finding | None:
    """With whole groups or the last rows held out, a class may be missing there."""
    classes = case.facts.classes
    if classes is None or not len(case.validation_rows):
        return None
    if case.spec.settings.split_way == "random":
        return None
    unseen = np.setdiff1d(classes[case.training_rows], classes[case.validation_rows]).tolist()
    if not unseen:
        return None
    what = "class" if len(unseen) == 1 else "classes"
    it = "it" if len(unseen) == 1 else "them"
    message = f"no validation row is of {what} {_shown(case, unseen)}"
    return Finding("repair", _WHERE, f"{message}, so the validation loss ignores {it}")


def _are_groups_of_one_class(case: Case) -> bool:
    """Whether each group is one class."""
    groups, classes = case.facts.groups, case.facts.classes
    if groups is None or classes is None:
        return False
    pairs = np.unique(np.stack([groups.numbers, classes])[:, case.facts.complete], axis=1)
    return bool(pairs.shape[1] == len(np.unique(pairs[1])))


def _shown(case: Case, numbers: Sequence[int]) -> str:
    names = case.facts.class_names
    return listed([names[i] if names else i for i in numbers])
