"""Findings about data, the error for refusals, and the wording of both."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from densemodel.errors import DataError, SpecError
from densemodel.language import Spec, as_spec, with_words
from densemodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Severity = Literal["repair", "offer", "refuse"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact about the data, in at most two sentences."""

    severity: Severity
    "repair: already done. offer: a suggestion. refuse: training can't start."
    where: str
    "Its subject: x, y, validation_data[0], split, loss, metrics, ..."
    message: str
    accept: str = ""
    """The change in words of the language: a clause, a layer, `784 ->` for the input, or `old =>
    new` for each occurrence in the network; several separated by semicolons. Empty if there is
    none."""
    others: tuple[str, ...] = ()
    "Further changes that the message names, each an alternative."

    @property
    def ways(self) -> tuple[str, ...]:
        """All alternative changes, in the order of the message."""
        return tuple(words for words in (self.accept, *self.others) if words)

    def apply_to(self, spec: Spec | str) -> Spec:
        """The spec with exactly the change of `accept`.

        Args:
            spec: The spec of the finding, or its text; it may have `auto`.

        Raises:
            SpecError: The finding has no change, or it does not fit this spec, or is there already.

        Example:
            >>> run = dm.train(spec, x, y)
            >>> better = dm.train(run.findings[0].apply_to(run.spec), x, y)
        """
        spec = as_spec(spec)
        if not self.accept:
            raise SpecError(
                f"this finding has only a message, and no change to apply to a spec: {self.message}"
            )
        changed = with_words(spec, self.accept)
        if changed is None or changed == spec:
            what = "changes nothing in" if changed else "does not fit into"
            shown = spec.without_lengths()
            raise SpecError(f"'{self.accept}' {what} this spec: {shown}")
        return changed


def offer(message: str, accept: str = "", where: str = "x") -> Finding:
    """A suggestion."""
    return Finding("offer", where, message, accept)


def repair(message: str, where: str = "x") -> Finding:
    """What was done, or is to be known."""
    return Finding("repair", where, message)


@dataclass(slots=True)
class Findings:
    """Collects findings in order.

    Functions that read data take one, and the name of the data in messages as `where`: `x`, `y`,
    `validation_data[0]`.
    """

    items: list[Finding] = field(default_factory=list)
    _alike: dict[tuple[str, str], tuple[int, dict[str, int]]] = field(default_factory=dict)
    "Marks of missing values by where they stand: their place in `items`, and rows by column."

    def repair_marks(self, where: str, marks: Sequence[str], column: str, rows: int) -> None:
        """Say which texts of a column are read as missing, once for all columns that have them."""
        place, columns = self._alike.setdefault((where, listed(marks)), (len(self.items), {}))
        columns[column] = rows
        many = counted(sum(columns.values()), "row" if len(columns) == 1 else "value")
        verb = "is" if len(marks) == 1 else "are"
        what = f"{listed(marks)} in {columns_named(list(columns))} of {where}"
        finding = Finding("repair", where, f"{what} {verb} read as missing ({many})")
        self.items[place : place + 1] = [finding]

    def repair(self, where: str, message: str) -> None:
        self.items.append(Finding("repair", where, message))

    def offer(self, where: str, message: str, accept: str = "") -> None:
        self.items.append(Finding("offer", where, message, accept))

    def refuse(self, where: str, message: str, accept: str = "", *others: str) -> None:
        self.items.append(Finding("refuse", where, message, accept, others))

    @property
    def refused(self) -> bool:
        return any(item.severity == "refuse" for item in self.items)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.items)


_SHOWN = 3
"The most refusals in the message of an error; it holds them all."


def refusal_error(findings: Iterable[Finding]) -> DataError:
    refusals = tuple(finding for finding in findings if finding.severity == "refuse")
    rest = len(refusals) - _SHOWN
    lines = [finding.message for finding in refusals[:_SHOWN]]
    return DataError(
        "\n".join([*lines, f"and {rest:,} more"] if rest > 0 else lines), findings=refusals
    )


TRAINING = "the training data"
_SHOWN_NAMES = 5
_LONGEST_LIST = 95
_UNUSUAL_WORDS = {"BinaryIoU": "binary_iou", "FBetaScore": "fbeta_score"}


def not_finite_text(number: int, where: str, first: str, *, missing: bool = True) -> str:
    """The refusal of missing, or else infinite, values; `first` is the place of one."""
    what = counted(number, "missing value" if missing else "infinite value")
    spot = first if number == 1 else f"the first in {first}"
    fix = "missing drop" if is_of_labels(where) else "missing fill or missing drop"
    return f"{what} in {where} ({spot}): write {fix}"


def is_of_labels(where: str) -> bool:
    # [1]: the second of a pair; a frame has a column of y
    return where in ("y", "y_new") or where.endswith((" of y", " of y_new", "[1]"))


def keras_word(name: str) -> str:
    """The name of a Keras class in snake case: R2Score -> r2_score."""
    if name in _UNUSUAL_WORDS:
        return _UNUSUAL_WORDS[name]
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def size(shape: Sequence[int]) -> str:
    """A shape as the language writes it: `28x28x1`."""
    return "x".join(str(length) for length in shape)


def value_text(value: object) -> str:
    """A value as a user would write it: `'cat'`, `3`, `0.5`."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, str):
        return repr(value if len(value) <= 40 else value[:37] + "...")
    return str(value)


def listed(values: Iterable[object]) -> str:
    """A list of values, at most five, fewer if they are long: `1, 2, 3, 4, 5 and 7 more`."""
    texts = [value_text(value) for value in values]
    shown = texts[:_SHOWN_NAMES]
    while len(shown) > 1 and sum(map(len, shown)) > _LONGEST_LIST:
        shown.pop()
    rest = len(texts) - len(shown)
    if rest > 0:
        return ", ".join(shown) + f" and {rest:,} more"
    return texts[0] if len(texts) == 1 else ", ".join(texts[:-1]) + " and " + texts[-1]


def columns_named(names: Sequence[object]) -> str:
    """Columns with their names: `column 'a'`, `columns 'a' and 'b'`."""
    return f"column{'' if len(names) == 1 else 's'} {listed(names)}"


def columns_text(
    names: Sequence[object], where: str, one: str = "holds", many: str = "hold"
) -> str:
    """Columns with a verb: `column 'a' of x holds`, `columns 'a' and 'b' of x hold`."""
    return f"{columns_named(names)} of {where} {one if len(names) == 1 else many}"


_SHOWN_MORE = 2


def also_in(names: Sequence[object]) -> str:
    """The end of a message on one column, for others of the same kind; empty if there are none."""
    if not names:
        return ""
    shown, rest = names[:_SHOWN_MORE], len(names) - _SHOWN_MORE
    if rest > 0:
        return f"; the same in columns {', '.join(map(value_text, shown))} and {rest:,} more"
    return f"; the same in {columns_named(shown)}"


def place(shape: Sequence[int], flat_index: int, names: Sequence[str] | None = None) -> str:
    """The place of a value, rows and columns counted from 0: `row 700, column 'age'`."""
    row, *rest = (int(i) for i in np.unravel_index(flat_index, tuple(shape)))
    if not rest:
        return f"row {row}"
    if len(rest) == 1:
        column = value_text(names[rest[0]]) if names else str(rest[0])
        return f"row {row}, column {column}"
    return f"row {row}, at [{', '.join(str(i) for i in rest)}]"


_LETTERS = r"[\w'\"./-]"
"What stands around an x that is no variable: `x_new`, `'x'`, `-x`."


_SLICE = re.compile(r"(\.i?loc)?\[[^]\"']*:[^]\"']*\]")

IN_PYTHON = "y in Python"
"The name of y in code, where another one names it in sentences."
_CODE_OF_Y = rf"pd\.Series\(y\)|(?<!{_LETTERS})y(?=\.\w+\(|\[| = | / |\))"


def named(findings: Iterable[Finding], names: Mapping[str, str]) -> tuple[Finding, ...]:
    """Findings with the user's names of `x`, `y`, `validation_data[0]`, `test_data[1]`."""
    if not names:
        return tuple(findings)
    # words of the language are unchanged: in `without x`, x is a column
    return tuple(
        replace(finding, message=with_names(finding.message, names, keep=finding.ways))
        for finding in findings
    )


def with_names(text: str, names: Mapping[str, str], *, keep: Iterable[str] = ()) -> str:
    """A text with new names for old ones, except in the parts to keep.

    Of `y` a frame's column may have two: `y` its name, and `y in Python` how code says it, as in
    `write y = y.astype(float)`.
    """
    if " = " in text:  # what is assigned to a slice keeps the type of the whole
        names = {name: _SLICE.sub("", new) for name, new in names.items()}
    literals = [re.escape(words) for words in sorted(keep, key=len, reverse=True)]
    in_python = names.get(IN_PYTHON)
    # the longest first: `test_data[0]` before `test_data`
    old = [re.escape(name) for name in sorted(names, key=len, reverse=True) if name != IN_PYTHON]
    code = [] if in_python is None else [rf"(?P<code>{_CODE_OF_Y})"]
    variable = rf"(?<!{_LETTERS})(?P<name>{'|'.join(old)})(?![\w'\"])"
    pattern = re.compile("|".join([*literals, *code, variable]))

    def new(found: re.Match[str]) -> str:
        if code and found["code"] and in_python:
            return in_python
        return names[found["name"]] if found["name"] else found[0]

    return pattern.sub(new, text)
