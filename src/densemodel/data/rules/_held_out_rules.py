"""Rules about rows for evaluation: held out, or given as validation and test data."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.facts._facts import MOST_CHECKED, Case
from densemodel.data.findings._finding import Finding, listed
from densemodel.data.read._stored_rows import table_of
from densemodel.language import write_column
from densemodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel._array import Array
    from densemodel.data.columns._table import RawTable
    from densemodel.data.read._stored_rows import Features, Pair
    from densemodel.data.split._split import Rows

_OWN_VALUES = 2
"A row with rare values in this many columns equals another only as its copy."
_UNLIKELY = math.log(1e-8)
"""Rows are copies if fewer than this would be equal by chance with independent columns. Real
columns are dependent, so a larger bound would not mean much."""


def are_copies(rows: Array, table: Array) -> bool:
    """Whether most rows that equal others in a table, or a sample of it, are copies.

    With few, coarse columns people often agree by chance, as in class, age and fare. Their values
    are then common in each column.
    """
    if table.shape[1] == 1:
        return False  # a single number may be the same
    distinct = np.unique(table, axis=0)
    count = len(distinct)
    expected = np.full(len(rows), math.log(count))
    own = np.zeros(len(rows), dtype=np.int64)
    for column, values in zip(distinct.T, rows.T, strict=True):
        levels, counts = np.unique(column, return_counts=True)
        place = np.searchsorted(levels, values).clip(max=len(levels) - 1)
        others = np.where(levels[place] == values, counts[place] - 1, 0)
        own += others == 0
        expected += np.log((others + 0.5) / count)
    needed = min(_OWN_VALUES, table.shape[1])
    return bool(np.median(own) >= needed or np.median(expected) < _UNLIKELY)


_VALIDATION, _TEST = "validation_data", "test_data"
_MANY = 0.05
_MANY_ROWS = 10
"From this share and number, equal rows on both sides are not by chance."
_EXAMINED = 200
"This many equal rows are enough to decide whether they are copies."
_FEWEST_COMPARED = 20
_MANY_COMPARED = 50
_TIMES, _TIMES_OF_FEW = 8, 50
"""Rows have another scale if most columns go this many times further from 0. Rows of a later time,
or of another place, seldom do."""


def validation_is_on_another_scale(case: Case) -> Finding | None:
    """Rows with another scale than the training rows get wrong predictions."""
    return _of_another_scale(case, case.validation, _VALIDATION)


def test_is_on_another_scale(case: Case) -> Finding | None:
    return _of_another_scale(case, case.test, _TEST)


def validation_has_one_class(case: Case) -> Finding | None:
    """With a single validation class the baseline has a perfect score."""
    if case.validation is None or case.facts.classes is None:
        return None
    classes = case.facts.coding.class_numbers(case.validation[1])
    trained = case.facts.classes[case.training_rows]
    if classes is None or len(classes) < _MANY_ROWS or len(np.unique(trained)) == 1:
        return None
    if (classes != classes[0]).any():
        return None
    return Finding(
        "offer",
        f"{_VALIDATION}[1]",
        f"all rows of {_VALIDATION} are of class {case.facts.class_name(int(classes[0]))}, so "
        "the recall of the others is unknown: give rows of each class",
    )


def validation_rows_also_train(case: Case) -> Finding | None:
    prints = case.validation_prints
    if case.validation is None or prints is None:
        prints = case.facts.fingerprints[case.validation_rows]
    equal = np.flatnonzero(_are_among(prints, case.training_prints))
    also = len(equal)
    if not also:
        return None
    rows = counted(len(prints), "validation row")
    known = f"{also:,} of {rows} are also training rows"
    if case.validation is None:
        where, fix = "split", "drop the duplicates from x and y first"
        x, raw, places = case.x, case.facts.table, case.validation_rows[equal]
    else:
        where, fix = f"{_VALIDATION}[0]", "give rows that are not in x"
        x, raw, places = case.validation[0], case.raw_validation, equal
        if also == len(prints):
            return Finding(
                "offer",
                where,
                f"all {rows} are also training rows, so they can't show overfitting: give other "
                "rows, or none: then some are held out",
            )
    if not _are_many(also, len(prints)):
        return Finding("repair", where, f"{known}, because x holds some rows twice")
    if not _are_copies(case, x, raw, places):
        return Finding(
            "repair",
            where,
            f"{also:,} of {rows} look the same as training rows, as different things do in "
            "columns of few values",
        )
    return Finding("offer", where, f"{known}, so the validation loss is too optimistic: {fix}")


def test_rows_also_train(case: Case) -> Finding | None:
    prints = case.test_prints
    if case.test is None or prints is None:
        return None
    equal = np.flatnonzero(_are_among(prints, case.training_prints))
    also = len(equal)
    if not also:
        return None
    known = f"{also:,} of {counted(len(prints), 'test row')} are also training rows"
    if not _are_many(also, len(prints)) or not _are_copies(
        case, case.test[0], case.raw_test, equal
    ):
        return Finding("repair", "test_data[0]", known)
    return Finding(
        "offer",
        "test_data[0]",
        f"{known}, so the test score is too optimistic: give rows that are not in x",
    )


def _are_among(prints: Array, known: Array) -> Array:
    """Whether each number is one of the known ones; several times as fast as np.isin."""
    if not len(known):
        return np.zeros(len(prints), bool)
    ordered = np.sort(known)
    places = np.searchsorted(ordered, prints).clip(max=len(ordered) - 1)
    return np.asarray(ordered[places] == prints)


def _are_many(also: int, rows: int) -> bool:
    return also >= _MANY_ROWS and also / rows >= _MANY


def _are_copies(case: Case, x: Features, raw: RawTable | None, places: Rows) -> bool:
    """Whether equal rows are copies; images always are.

    Rows of raw columns are compared as they are: one value of a category is several numbers of x.
    """
    places = places[:: max(1, len(places) // _EXAMINED)]
    of_table = case.facts.of_table
    if raw is not None and of_table is not None:
        return are_copies(of_table.prints_of(raw, places), of_table.prints)
    if not case.facts.is_table:
        return True
    return are_copies(table_of(x, places), table_of(case.x, case.facts.sampled_rows))


def _of_another_scale(case: Case, pair: Pair | None, name: str) -> Finding | None:
    if pair is None or len(pair[1]) < _FEWEST_COMPARED or case.row_count < _FEWEST_COMPARED:
        return None
    rows = np.arange(0, len(pair[1]), max(1, len(pair[1]) // MOST_CHECKED))
    theirs = table_of(pair[0], rows)
    # the columns of a table have a rule of their own
    if case.facts.table is None and _is_elsewhere(case.facts.sample, theirs):
        known = f"{name}[0] runs from {_extent(theirs)}, x from {_extent(case.facts.sample)}"
        return Finding("offer", f"{name}[0]", f"{known}: scale both in the same way")
    if case.facts.coding.form != "numbers":
        return None
    ours = case.facts.y[case.facts.complete].reshape(case.row_count, -1)
    scored = pair[1].reshape(len(pair[1]), -1)
    if not _is_elsewhere(ours, scored):
        return None
    known = f"{name}[1] runs from {_extent(scored)}, y from {_extent(ours)}"
    return Finding("offer", f"{name}[1]", f"{known}: give both in the same unit")


def _is_elsewhere(ours: Array, theirs: Array) -> bool:
    """Whether the numbers of most columns are far larger, or far smaller, than in x."""
    size, their_size = _sizes(ours), _sizes(theirs)
    known = (size > 0) & (their_size > 0)
    if not known.any():
        return False
    times = float(np.median(their_size[known] / size[known]))
    limit = _TIMES if len(theirs) >= _MANY_COMPARED else _TIMES_OF_FEW
    return not 1 / limit < times < limit


def _sizes(values: Array) -> Array:
    """A high quantile of the absolute numbers of each column."""
    finite = np.where(np.isfinite(values), values, np.nan)
    columns = np.flatnonzero(~np.isnan(finite).all(axis=0))
    found = np.zeros(values.shape[1])
    found[columns] = abs(np.nanquantile(finite[:, columns], [0.05, 0.95], axis=0)).max(axis=0)
    return found


def _extent(values: Array) -> str:
    finite = values[np.isfinite(values)]
    return f"{finite.min():.4g} to {finite.max():.4g}"


_FEW = 10
"With fewer validation rows a single one may decide the best epoch."
_USUAL_SHARE = 0.3


def patience_needs_validation(case: Case) -> Finding | None:
    settings = case.spec.settings
    if not case.is_split or settings.split is not None:
        return None
    if "patience" not in case.spec.explicit_clauses or settings.patience is None:
        return None
    return Finding(
        "refuse",
        "split",
        "patience needs the validation loss, and there are no validation data: write split 30%, "
        "or patience off",
        "split 30%",
        ("patience off",),
    )


def single_row_trains(case: Case) -> Finding | None:
    """One row can't be on both sides."""
    if not case.is_split or case.spec.settings.split is None or case.row_count > 1:
        return None
    message = "there is a single row: it is a training row, without a split"
    return Finding("repair", "split", message)


def few_rows_validate(case: Case) -> Finding | None:
    given, settings = case.validation, case.spec.settings
    count = len(case.validation_rows) if given is None else len(given[1])
    if not 0 < count < _FEW or case.row_count * _USUAL_SHARE < _FEW:
        return None
    known = "there is 1 validation row" if count == 1 else f"there are only {count} validation rows"
    why = "so the validation loss is mostly noise"
    if given is not None:
        message = f"{known}, {why}: give more rows, or none: then some of x are held out"
        return Finding("offer", "validation_data", message)
    by = f" by {write_column(settings.split_column or '')}"
    more = {"last": " last", "by": by}.get(settings.split_way, "")
    words = f"split {_USUAL_SHARE:.0%}{more}"
    return Finding("offer", "split", f"{known} of {case.row_count:,}, {why}: write {words}", words)


def classes_do_not_train(case: Case) -> Finding | None:
    """In rows sorted by class, the last rows have whole classes."""
    classes = case.facts.classes
    is_random = case.spec.settings.split_way == "random"
    if classes is None or is_random or not len(case.validation_rows):
        return None
    untrained = np.setdiff1d(classes[case.facts.complete], classes[case.training_rows]).tolist()
    if not untrained:
        return None
    which, is_one = _classes_text(case, untrained), len(untrained) == 1
    only_in = f"{which} {'is' if is_one else 'are'} only in"
    none = f"no training row is of {'it' if is_one else 'them'}"
    message = (
        f"{only_in} a group of validation rows, so {none}: write another seed, or a smaller split"
    )
    if case.spec.settings.split_way == "last":
        message = (
            f"{only_in} the last rows, the validation rows, so {none}: leave out the word last, "
            "or shuffle the rows of x and y together"
        )
    elif _are_groups_of_one_class(case):
        message = (
            f"each class is a group of its own, so {which} can't be on both sides of the split: "
            "split by another column"
        )
    return Finding("offer", "split", message)


def classes_have_a_single_row(case: Case) -> Finding | None:
    counts = np.array(case.facts.class_counts or (0,))
    single = np.flatnonzero(counts == 1)
    if not len(case.validation_rows) or not len(single) or counts.max() == 1:
        return None
    if case.spec.settings.split_way != "random":
        return None
    go = "has a single row: it goes" if len(single) == 1 else "have a single row each: all go"
    which = _classes_text(case, single.tolist())
    return Finding("repair", "split", f"{which} {go} to training, none to validation")


def classes_do_not_validate(case: Case) -> Finding | None:
    """With whole groups or the last rows held out, a class may be missing there."""
    classes = case.facts.classes
    is_random = case.spec.settings.split_way == "random"
    if classes is None or not len(case.validation_rows) or is_random:
        return None
    unseen = np.setdiff1d(classes[case.training_rows], classes[case.validation_rows]).tolist()
    if not unseen:
        return None
    it = "it" if len(unseen) == 1 else "them"
    message = f"no validation row is of {_classes_text(case, unseen)}"
    return Finding("repair", "split", f"{message}, so the validation loss ignores {it}")


def _are_groups_of_one_class(case: Case) -> bool:
    groups, classes = case.facts.groups, case.facts.classes
    if groups is None or classes is None:
        return False
    pairs = np.unique(np.stack([groups.numbers, classes])[:, case.facts.complete], axis=1)
    return bool(pairs.shape[1] == len(np.unique(pairs[1])))


def _classes_text(case: Case, numbers: Sequence[int]) -> str:
    names = case.facts.class_names
    shown = listed([names[i] if names else i for i in numbers])
    return f"class {shown}" if len(numbers) == 1 else f"classes {shown}"
