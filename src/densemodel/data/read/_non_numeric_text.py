"""Text that is a number except for a character, or a name except for a space, and the fix."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.findings._finding import is_of_labels, value_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from densemodel._array import Array

_MOST_INVALID = 0.2
"With a larger share of values that are not numbers, it is text."
_LONGEST_SHOWN = 14
_SIGNS = "$€£¥%'_ \u00a0\u202f"
_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d*)?")
_DECIMAL_COMMA = re.compile(r"-?\d+,\d+")
_DOTS_BETWEEN_THOUSANDS = re.compile(r"-?\d{1,3}(\.\d{3})+(,\d+)?")
_TIME = re.compile(r"(?:-?\d+ days?,? )?\d{1,3}:\d\d(?P<seconds>:\d\d(?:\.\d+)?)?")


@dataclass(frozen=True, slots=True)
class NonNumericText:
    """Values among numbers that Python can't read as numbers."""

    place: int
    "The flat index of the first one."
    text: str
    number: int
    signs: str = ""
    "Characters to remove, so that numbers remain."
    has_decimal_comma: bool = False
    are_marks: bool = False
    "Whether some, such as `?`, are not numbers even without these characters."

    @property
    def shown(self) -> str:
        """The first one as text, short enough for a message with a line of Python."""
        text = self.text if len(self.text) <= _LONGEST_SHOWN else f"{self.text[:_LONGEST_SHOWN]}..."
        return value_text(text)

    def fix(self, values: str, where: str) -> str:
        """What to write, in Python, where `values` is a Series, and in the language."""
        if self.signs:
            pattern = f"[{self.signs}]"
            values += f".replace({pattern!r}, '', regex=True)"
        if self.has_decimal_comma:
            values += ".replace(',', '.', regex=True)"
        if not self.are_marks:
            return f"{values}.astype(float)"
        gaps = "missing drop" if is_of_labels(where) else "missing fill"
        return f"pd.to_numeric({values}, errors='coerce'), and {gaps} in the spec"


def non_numeric_text_of(values: Iterable[object]) -> NonNumericText | None:
    """The odd values among text and numbers without gaps; None if all are numbers, or too few."""
    texts = [value if isinstance(value, str) else "" for value in values]
    is_invalid = [text != "" and not is_number(text) for text in texts]
    invalid = [place for place, is_one in enumerate(is_invalid) if is_one]
    if not invalid:
        return None
    bare = ["".join(symbol for symbol in text if symbol not in _SIGNS) for text in texts]
    dotted = [text for text in bare if "." in text]
    has_dots = not all(map(is_number, dotted))
    has_dots = has_dots and all(map(_DOTS_BETWEEN_THOUSANDS.fullmatch, dotted))
    cleaned = [bare[place].replace(".", "") if has_dots else bare[place] for place in invalid]
    commas = [text for text in cleaned if "," in text]
    # as 1,234 more often is
    are_thousands = not has_dots and all(map(_THOUSANDS.fullmatch, commas))
    is_decimal = bool(commas) and not are_thousands and all(map(_DECIMAL_COMMA.fullmatch, commas))
    if is_decimal:
        cleaned = [text.replace(",", ".") for text in cleaned]
    elif are_thousands:
        cleaned = [text.replace(",", "") for text in cleaned]
    marks = [place for place, text in zip(invalid, cleaned, strict=True) if not is_number(text)]
    if len(marks) > _MOST_INVALID * len(texts) or len(marks) == len(texts):
        return None
    first = marks[0] if marks else invalid[0]
    numbers = set(invalid) - set(marks)
    seen = {symbol for place in numbers for symbol in texts[place]} & set(_SIGNS)
    if commas and not is_decimal and any("," in texts[place] for place in numbers):
        seen.add(",")
    if has_dots:
        seen.add(".")
    return NonNumericText(
        place=first,
        text=texts[first],
        number=len(marks or invalid),
        signs="".join(sorted(seen)),
        has_decimal_comma=is_decimal,
        are_marks=bool(marks),
    )


def number_fix(texts: Sequence[str]) -> str:
    """The Python that makes numbers of the texts in y, without a gap; empty if they are names."""
    series = "pd.Series(y)"
    found = non_numeric_text_of(texts)
    if found is not None:
        return found.fix(series, "y")
    if all(map(is_number, texts)):
        return "y.astype(float)"
    time = time_fix(texts, series)
    if time:
        return f"{time}.dt.total_seconds()"
    units = units_of(texts)
    if len(units) != 1 or not all(is_number(text.removesuffix(units[0])) for text in texts):
        return ""
    return f"{series}.str.removesuffix({units[0]!r}).astype(float)"


def time_fix(texts: Sequence[str], values: str) -> str:
    """The Python that makes time spans of texts such as `1:05:00`; empty if one is none."""
    with_seconds = set()
    for text in texts:
        found = _TIME.fullmatch(text.strip())
        if found is None:
            return ""
        with_seconds.add(found["seconds"] is not None)
    if len(with_seconds) != 1:
        return ""
    more = "" if with_seconds.pop() else " + ':00'"
    return f"pd.to_timedelta({values}{more})"


_WITH_UNIT = re.compile(r"(?:[$€£¥₹]\s*)?[-+]?\d+(?:[.,]\d+)?(\s*[^\d\s.,/:+-]\S{0,9})")
_SCALES = frozenset(("k", "m", "mn", "mio", "b", "bn"))
"Letters for thousands, millions and more, in small ones."
_METRE = "m"
_SAMPLED = 2000
_MOSTLY = 0.9


def units_of(labels: Sequence[str]) -> tuple[str, ...]:
    """The units behind the numbers that texts are; none if they are something else.

    Several are letters for thousands and more. Then, and if only some numbers have such a letter,
    an empty text is among them.
    """
    some = labels[:: max(1, len(labels) // _SAMPLED)]
    found = [_WITH_UNIT.fullmatch(label) for label in some]
    units = {one[1] for one in found if one is not None}
    bare = [
        label.lstrip("$€£¥₹").replace(".", "", 1).isdigit()
        for label, one in zip(some, found, strict=True)
        if one is None
    ]
    if not units or len(some) - len(bare) + sum(bare) < _MOSTLY * len(some):
        return ()
    if {unit.strip().lower() for unit in units} <= _SCALES:
        is_one = len(units) == 1 and (not any(bare) or units == {_METRE})
        return tuple(sorted(units)) if is_one else ("", *sorted(units))
    return tuple(units) if len(units) == 1 else ()


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def twin_names(names: Sequence[str]) -> tuple[str, str] | None:
    """The first two names that differ only in spaces around them or in capitals."""
    seen: dict[str, str] = {}
    for name in names:
        same = seen.setdefault(_plain(name), name)
        if same != name:
            return same, name
    return None


def twins_text(labels: Array, units: int) -> str | None:
    """The message about names that are as many as units but for spaces and capitals."""
    names = np.unique(labels).tolist()
    pair = twin_names(names)
    if pair is None or len(set(map(_plain, names))) != units:
        return None
    counts = [int((labels == name).sum()) for name in pair]
    usual, unusual = pair if counts[0] >= counts[1] else pair[::-1]
    row = int((labels == unusual).argmax())
    return f"y holds {value_text(unusual)} (row {row}) beside {value_text(usual)}: {alike(names)}"


def alike(names: Sequence[str]) -> str:
    stripped = {name.strip() for name in names}
    series = "pd.Series(y)"
    if any(name != name.strip() for name in names):
        series += ".str.strip()"
    if len({name.casefold() for name in stripped}) < len(stripped):
        series += ".str.lower()"
    return f"if they are one class, write y = {series}"


def _plain(name: str) -> str:
    return name.strip().casefold()
