"""Rules about rows for evaluation: held out, or given as validation and test data."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.columns._read_rows import unknown_values
from densemodel.data.columns._table import TableEncoding
from densemodel.data.facts._read_data import MOST_CHECKED
from densemodel.data.findings._finding import Finding, columns_named, listed, offer, value_text
from densemodel.data.read._stored_rows import table_of
from densemodel.language import write_column
from densemodel.wording import counted, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel._array import Array
    from densemodel.data.binding._bound import Bound
    from densemodel.data.columns._table import RawTable
    from densemodel.data.facts._column_facts import Label
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


_VALIDATION = "validation_data"
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


def validation_is_on_another_scale(bound: Bound) -> Finding | None:
    """Rows with another scale than the training rows get wrong predictions."""
    return _of_another_scale(bound, bound.validation, "validation")


def test_is_on_another_scale(bound: Bound) -> Finding | None:
    return _of_another_scale(bound, bound.test, "test")


def validation_has_one_class(bound: Bound) -> Finding | None:
    """With a single validation class the baseline has a perfect score."""
    if bound.validation is None or bound.facts.classes is None:
        return None
    classes = bound.facts.coding.class_numbers(bound.validation[1])
    trained = bound.facts.classes[bound.training_rows]
    if classes is None or len(classes) < _MANY_ROWS or len(np.unique(trained)) == 1:
        return None
    if (classes != classes[0]).any():
        return None
    return Finding(
        "offer",
        f"{_VALIDATION}[1]",
        f"all rows of {_VALIDATION} are of class {bound.facts.class_name(int(classes[0]))}, so "
        "the recall of the others is unknown: give rows of each class",
    )


def validation_rows_also_train(bound: Bound) -> Finding | None:
    prints = bound.facts.validation_prints
    if bound.validation is None or prints is None:
        prints = bound.facts.fingerprints[bound.validation_rows]
    equal = np.flatnonzero(_are_among(prints, bound.facts.fingerprints[bound.training_rows]))
    also = len(equal)
    if not also:
        return None
    rows = counted(len(prints), "validation row")
    known = f"{also:,} of {rows} are also training rows"
    if bound.validation is None:
        where, fix = "split", "drop the duplicates from x and y first"
        x, raw, places = bound.x, bound.facts.table, bound.validation_rows[equal]
    else:
        where, fix = f"{_VALIDATION}[0]", "give rows that are not in x"
        x, raw, places = bound.validation[0], bound.facts.raw_columns("validation"), equal
        if also == len(prints):
            return Finding(
                "offer",
                where,
                f"all {rows} are also training rows, so they can't show overfitting: give other "
                "rows, or none: then some are held out",
            )
    if not _are_many(also, len(prints)):
        return Finding("repair", where, f"{known}, because x holds some rows twice")
    if not _are_copies(bound, x, raw, places):
        return Finding(
            "repair",
            where,
            f"{also:,} of {rows} look the same as training rows, as different things do in "
            "columns of few values",
        )
    return Finding("offer", where, f"{known}, so the validation loss is too optimistic: {fix}")


def test_rows_also_train(bound: Bound) -> Finding | None:
    prints = bound.facts.test_prints
    if bound.test is None or prints is None:
        return None
    equal = np.flatnonzero(_are_among(prints, bound.facts.fingerprints[bound.training_rows]))
    also = len(equal)
    if not also:
        return None
    known = f"{also:,} of {counted(len(prints), 'test row')} are also training rows"
    if not _are_many(also, len(prints)) or not _are_copies(
        bound, bound.test[0], bound.facts.raw_columns("test"), equal
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


def _are_copies(bound: Bound, x: Features, raw: RawTable | None, places: Rows) -> bool:
    """Whether equal rows are copies; images always are.

    Rows of raw columns are compared as they are: one value of a category is several numbers of x.
    """
    places = places[:: max(1, len(places) // _EXAMINED)]
    columns = bound.facts.columns
    if raw is not None:
        return are_copies(columns.prints_of(raw, places), columns.prints)
    if not bound.facts.is_table:
        return True
    return are_copies(table_of(x, places), table_of(bound.x, bound.facts.sampled_rows))


def _of_another_scale(bound: Bound, pair: Pair | None, role: str) -> Finding | None:
    facts, where = bound.facts, f"{role}_data"
    if pair is None or len(pair[1]) < _FEWEST_COMPARED or facts.row_count < _FEWEST_COMPARED:
        return None
    raw = facts.raw_columns(role)
    if raw is not None:
        later: dict[Label, Array] = {one.name: one.data.numbers for one in raw.columns}
    else:
        rows = np.arange(0, len(pair[1]), max(1, len(pair[1]) // MOST_CHECKED))
        theirs = table_of(pair[0], rows)
        if _is_elsewhere(facts.sample, theirs):
            known = f"{where}[0] runs from {_extent(theirs)}, x from {_extent(facts.sample)}"
            return offer(f"{known}: scale both in the same way", where=f"{where}[0]")
        later = dict(zip(facts.columns.sample, theirs.T, strict=False))
    for label, column in facts.columns.sample.items():
        if not column.column.is_quantity or label not in later:
            continue
        ends, later_ends = _ends(column.data.numbers), _ends(later[label])
        if ends is not None and later_ends is not None and _are_apart(ends, later_ends):
            known = f"{columns_named([label])} of {where}[0] runs from {_span(later_ends)}"
            message = f"{known}, in x from {_span(ends)}: give both in the same unit"
            return offer(message, where=f"{where}[0]")
    if facts.coding.form != "numbers":
        return None
    ours = facts.y[facts.complete].reshape(facts.row_count, -1)
    scored = pair[1].reshape(len(pair[1]), -1)
    if not _is_elsewhere(ours, scored):
        return None
    known = f"{where}[1] runs from {_extent(scored)}, y from {_extent(ours)}"
    return offer(f"{known}: give both in the same unit", where=f"{where}[1]")


def _ends(values: Array) -> tuple[float, float] | None:
    """Where most of the numbers begin and end."""
    values = values[np.isfinite(values)]
    if len(values) < _FEWEST_COMPARED:
        return None
    low, high = np.quantile(values, (0.05, 0.95))
    return float(low), float(high)


def _are_apart(ours: tuple[float, float], theirs: tuple[float, float]) -> bool:
    are_disjoint = ours[1] < theirs[0] or theirs[1] < ours[0]
    size, their_size = (max(map(abs, ends)) for ends in (ours, theirs))
    if not size or not their_size:
        return False
    return are_disjoint and not 1 / _TIMES < their_size / size < _TIMES


def _span(ends: tuple[float, float]) -> str:
    low, high = (number(float(end), "value") for end in ends)
    return f"{low} to {high}"


_UNSEEN = 0.5
"The share of the rows with unknown values from which they are another kind of value."


def validation_values_are_unknown(bound: Bound) -> Finding | None:
    return _unknown(bound, "validation")


def test_values_are_unknown(bound: Bound) -> Finding | None:
    return _unknown(bound, "test")


def _unknown(bound: Bound, role: str) -> Finding | None:
    later, table = bound.facts.raw_columns(role), bound.spec.table
    if later is None or not len(later) or not isinstance(table, TableEncoding):
        return None
    theirs = {column.name: column for column in later.columns}
    for column in table.used:
        if column.name not in theirs:
            continue
        is_unknown, example = unknown_values(column, theirs[column.name].data)
        share = float(is_unknown.mean())
        if share >= _UNSEEN and is_unknown.sum() >= _FEWEST_COMPARED:
            where = f"{role}_data[0]"
            return offer(
                f"{100 * share:.3g} % of the rows of {where} have a {value_text(column.name)} that "
                f"no training row has, such as {example}: check how it is written",
                where=where,
            )
    return None


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
    return _span((finite.min(), finite.max()))


_FEW = 10
"With fewer validation rows a single one may decide the best epoch."
_USUAL_SHARE = 0.3


def patience_needs_validation(bound: Bound) -> Finding | None:
    settings = bound.spec.settings
    if not bound.is_split or settings.split is not None:
        return None
    if "patience" not in bound.spec.explicit_clauses or settings.patience is None:
        return None
    return Finding(
        "refuse",
        "split",
        "patience needs the validation loss, and there are no validation data: write split 30%, "
        "or patience off",
        "split 30%",
        ("patience off",),
    )


def single_row_trains(bound: Bound) -> Finding | None:
    """One row can't be on both sides."""
    if not bound.is_split or bound.spec.settings.split is None or bound.facts.row_count > 1:
        return None
    message = "there is a single row: it is a training row, without a split"
    return Finding("repair", "split", message)


def few_rows_validate(bound: Bound) -> Finding | None:
    given, settings = bound.validation, bound.spec.settings
    count = len(bound.validation_rows) if given is None else len(given[1])
    if not 0 < count < _FEW or bound.facts.row_count * _USUAL_SHARE < _FEW:
        return None
    known = "there is 1 validation row" if count == 1 else f"there are only {count} validation rows"
    why = "so the validation loss is mostly noise"
    if given is not None:
        message = f"{known}, {why}: give more rows, or none: then some of x are held out"
        return Finding("offer", "validation_data", message)
    by = f" by {write_column(settings.split_column or '')}"
    more = {"last": " last", "by": by}.get(settings.split_way, "")
    words = f"split {_USUAL_SHARE:.0%}{more}"
    return Finding(
        "offer", "split", f"{known} of {bound.facts.row_count:,}, {why}: write {words}", words
    )


def classes_do_not_train(bound: Bound) -> Finding | None:
    """In rows sorted by class, the last rows have whole classes."""
    classes = bound.facts.classes
    is_random = bound.spec.settings.split_way == "random"
    if classes is None or is_random or not len(bound.validation_rows):
        return None
    untrained = np.setdiff1d(classes[bound.facts.complete], classes[bound.training_rows]).tolist()
    if not untrained:
        return None
    which, is_one = _classes_text(bound, untrained), len(untrained) == 1
    only_in = f"{which} {'is' if is_one else 'are'} only in"
    none = f"no training row is of {'it' if is_one else 'them'}"
    message = (
        f"{only_in} a group of validation rows, so {none}: write another seed, or a smaller split"
    )
    if bound.spec.settings.split_way == "last":
        message = (
            f"{only_in} the last rows, the validation rows, so {none}: leave out 'last', or "
            "shuffle x and y together"
        )
    elif _are_groups_of_one_class(bound):
        message = (
            f"each class is a group of its own, so {which} can't be on both sides of the split: "
            "split by another column"
        )
    return Finding("offer", "split", message)


def classes_have_a_single_row(bound: Bound) -> Finding | None:
    counts = np.array(bound.facts.class_counts or (0,))
    single = np.flatnonzero(counts == 1)
    if not len(bound.validation_rows) or not len(single) or counts.max() == 1:
        return None
    if bound.spec.settings.split_way != "random":
        return None
    go = "has a single row: it goes" if len(single) == 1 else "have a single row each: all go"
    which = _classes_text(bound, single.tolist())
    return Finding("repair", "split", f"{which} {go} to training, none to validation")


def classes_do_not_validate(bound: Bound) -> Finding | None:
    """With whole groups or the last rows held out, a class may be missing there."""
    classes = bound.facts.classes
    is_random = bound.spec.settings.split_way == "random"
    if classes is None or not len(bound.validation_rows) or is_random:
        return None
    unseen = np.setdiff1d(classes[bound.training_rows], classes[bound.validation_rows]).tolist()
    if not unseen:
        return None
    it = "it" if len(unseen) == 1 else "them"
    message = f"no validation row is of {_classes_text(bound, unseen)}"
    return Finding("repair", "split", f"{message}, so the validation loss ignores {it}")


def _are_groups_of_one_class(bound: Bound) -> bool:
    groups, classes = bound.facts.groups, bound.facts.classes
    if groups is None or classes is None:
        return False
    pairs = np.unique(np.stack([groups.numbers, classes])[:, bound.facts.complete], axis=1)
    return bool(pairs.shape[1] == len(np.unique(pairs[1])))


def _classes_text(bound: Bound, numbers: Sequence[int]) -> str:
    names = bound.facts.class_names
    shown = listed([names[i] if names else i for i in numbers])
    return f"class {shown}" if len(numbers) == 1 else f"classes {shown}"
