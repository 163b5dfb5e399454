"""What a run trains on, in a sentence."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data import TableEncoding, say_columns
from densemodel.language import WORDS
from densemodel.wording import counted, enumerated, in_order, metric_words, score_text, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from densemodel.data import Bound, Finding

SHOWS_TEST_ROWS = "No rows are held out for validation: the curves show the test rows."

_NAMED = 5
"At most so many classes are named with their rows in a sentence."

_LEFT_OUT = 3
"Columns that are left out and named there."


def data_sentence(bound: Bound) -> str:
    """The numbers of rows: `42,000 rows to train on, 18,000 to validate; ...`."""
    rows = row_words(bound)
    classes = class_words(list(bound.class_counts or ()), bound.class_names)
    sides = _side_words(bound)
    return "; ".join(part for part in (rows, classes, sides) if part) + "."


def row_words(bound: Bound) -> str:
    """`42,000 rows to train on, 18,000 to validate`."""
    rows = f"{counted(bound.training_count, 'row')} to train on"
    if bound.validation_count:
        rows += f", {bound.validation_count:,} to validate"
    return rows


def guess_line(bound: Bound) -> str:
    """The baseline, which any network has to beat; empty if unknown."""
    scores = [
        f"{metric_words(name)} {score_text(name, score)}" for name, score in bound.baseline.items()
    ]
    if not scores:
        return ""
    how = "the mean" if bound.task.kind == "regression" else "the most common class"
    how = "the more common answer of each column" if bound.task.kind == "labels" else how
    return f"Baseline (always {how}): {' and '.join(scores)}."


def _side_words(bound: Bound) -> str:
    """The validation rows of each class, if the shares differ."""
    is_drawn = bound.spec.settings.split_way == "random" or not len(bound.validation_rows)
    if is_drawn or bound.read is None or bound.read.classes is None:
        return ""
    every = len(bound.class_counts or ())
    counts = np.bincount(bound.read.classes[bound.validation_rows], minlength=every).tolist()
    if len(counts) <= _NAMED:
        return f"of those that validate, {_named_counts(counts, bound.class_names)}"
    return f"of those that validate, {class_words(counts)}"


def _named_counts(counts: Sequence[int], names: Sequence[str] | None) -> str:
    named = zip(names or range(len(counts)), counts, strict=True)
    return ", ".join(f"{name}: {count:,}" for name, count in named)


def watch_lines(bound: Bound) -> list[str]:
    """A warning if the curves show the test set; else nothing."""
    is_monitored = (
        bound.spec.settings.every is not None
        and bound.test is not None
        and not bound.validation_count
        and not bound.refusals
    )
    return [SHOWS_TEST_ROWS] if is_monitored else []


def class_words(counts: Sequence[int], names: Sequence[str] | None = None) -> str:
    """The number of classes and their balance; few unbalanced ones are named."""
    if not counts:
        return ""
    words, of = counted(len(counts), "class", "classes"), " of"
    present = [count for count in counts if count]
    if len(present) < len(counts):
        words, of = f"{len(present):,} of {words} in y", ","
    if len(present) <= 1:
        return words
    fewest, most = min(present), max(present)
    if most <= 1.5 * fewest:
        return f"{words}, even"
    if len(counts) <= _NAMED:
        return f"{words.removesuffix(' in y')} ({_named_counts(counts, names)})"
    return f"{words}{of} {fewest:,} to {most:,} rows"


# of more columns the kinds are counted in one line
def folded_columns(bound: Bound, *, most: int = 12) -> list[Finding]:
    """The findings on the data, those on single columns of a table as one if there are many.

    `most`: so many of them stay.
    """
    table = bound.spec.table
    if not isinstance(table, TableEncoding) or not table.is_fitted:
        return list(bound.findings)
    column_findings = say_columns(table)
    if len(column_findings) <= most:
        return list(bound.findings)
    messages = {("repair", one.message) for one in column_findings}
    rest = [one for one in bound.findings if (one.severity, one.message) not in messages]
    return [replace(column_findings[0], message=columns_sentence(table)), *rest]


def columns_sentence(table: TableEncoding) -> str:
    """`11 columns: 5 numbers and 4 categories; left out: 'name' (text) and 'id' (id)`."""
    kinds = [column.nouns for column in table.used]
    words = [counted(count, *nouns) for nouns, count in Counter(kinds).items()]
    left = [column for column in table.columns if not column.is_used]
    named = [f"'{shortened(in_order(one.name), 40)}' ({one.kind})" for one in left[:_LEFT_OUT]]
    named += [f"{len(left) - _LEFT_OUT:,} more"] if len(left) > _LEFT_OUT else []
    out = f"; left out: {enumerated(named)}" if named else ""
    return f"{counted(len(table.columns), 'column')}: {enumerated(words)}{out}"


def finding_lines(findings: Iterable[Finding], bound: Bound | None = None) -> list[str]:
    """The lines on repairs and suggestions; refusals are shown instead of Start."""
    return [finding_line(finding, bound) for finding in findings if finding.severity != "refuse"]


def finding_line(finding: Finding, bound: Bound | None = None, *, is_button: bool = False) -> str:
    """A finding's message, with the words to write if neither it nor a button has them."""
    message = finding.message
    first = message.split(" ", 1)[0]
    names = {} if bound is None else bound.names
    # a word of the language, a variable or a value stays as it is written
    literals = {*names.values(), *WORDS, "inf", "nan"}
    if first.isalpha() and len(first) > 1 and literals.isdisjoint({first, first.lower()}):
        message = message[:1].upper() + message[1:]
    is_included = finding.accept in message or " => " in finding.accept
    if is_button or not finding.accept or is_included:
        return message
    return f"{message} Write {finding.accept}."


def as_sentence(line: str) -> str:
    """The line with a full stop, unless it ends with punctuation."""
    return line if line.endswith((".", "?", "!")) else f"{line}."
