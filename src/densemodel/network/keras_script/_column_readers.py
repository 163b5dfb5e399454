"""The functions of a Keras script that read the columns of a frame as in training."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from densemodel.data.table._number_texts import MONEY
from densemodel.data.table._read_like import code_width, flag_text
from densemodel.data.table._texts import MISSING_AMONG_NUMBERS, MISSING_TEXTS
from densemodel.network.keras_script._call_text import (
    INDENT,
    Group,
    lay_out,
    names_used,
    string_text,
)

if TYPE_CHECKING:
    from densemodel.data import ColumnEncoding, TableEncoding

_READERS = {
    "number": "floats",
    "whole": "integers",
    "text": "texts",
    "days": "days",
    "seconds": "seconds",
}
"How a column of a frame becomes what its Keras input takes, by the form of the column."
_NUMBERS = {".": "number_of", ",": "number_of_comma"}
"What reads texts that are more than plain numbers, by the decimal sign."
_UNITS = {"unix": '"s"', "unix ms": '"ms"'}

_CONSTANTS = {
    "MISSING": "MISSING = -(2**63)  # as numpy has it for a missing date",
    "NO_TEXT": f'NO_TEXT = "{" ".join(sorted(MISSING_TEXTS))}".split()',
    "NO_NUMBER": f'NO_NUMBER = "{" ".join(sorted(MISSING_AMONG_NUMBERS))}".split()',
    "SIGNS": (f'MONEY = r"{MONEY}"\nSIGNS = rf"(?i)^(-?)\\s*({{MONEY}})\\s*|\\s*({{MONEY}}|%)$"'),
}
"Names of the script that are no functions."

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_NAMES_AS_TEXT = "frame = frame.rename(columns=str)  # names such as 0 are numbers"
"A line for a frame that may have numbers as names: an encoding has all names as text."

_TWO_DIGITS = """    # 29 is 2029, and 30 is 1930
    years = pd.Timedelta(36525, "days")
    values = values.mask(values >= "2030", values - years)
"""
"Lines that read years of two digits as in training."

_FUNCTIONS = {
    "checked": '''def checked(values, column):
    """What a column was read as: a value that can't be read is missing, unless none can be."""
    odd = column[values.isna() & column.notna()]
    if len(odd):
        held = f"column {column.name!r} holds {odd.iloc[0]!r}"
        if len(odd) == column.count():
            raise ValueError(f"{held}: give values like those in training")
        warnings.warn(f"{held}, which can't be read", stacklevel=2)
    return values''',
    "without_marks": '''def without_marks(value):
    """A text without spaces around it; None if it says that the value is missing."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    return None if text.lower() in ["", *NO_NUMBER] else text''',
    "without_signs": r'''def without_signs(value):
    """A number in a text with neither a currency nor a percent sign, nor brackets for a minus."""
    text = without_marks(value)
    if not isinstance(text, str):
        return text
    text = re.sub(r"^(\D*)\(([^-+]+)\)$", r"-\1\2", text.replace("\N{MINUS SIGN}", "-"))
    return re.sub(SIGNS, r"\1", text)''',
    "number_of": r'''def number_of(value):
    """A number in a text, such as "$1,234.50" or "12 %", as Python writes it."""
    text = without_signs(value)
    grouped = r"[-+]?\d{1,3}([,'\s]\d{3})+(\.\d*)?"
    is_grouped = isinstance(text, str) and re.fullmatch(grouped, text)
    return re.sub(r"[,'\s]", "", text) if is_grouped else text''',
    "number_of_comma": r'''def number_of_comma(value):
    """A number in a text, such as "1.234,50" or "12,5 %", as Python writes it."""
    text = without_signs(value)
    with_comma = r"[-+]?(\d+|\d{1,3}([.'\s]\d{3})+)(,\d+)?"
    has_comma = isinstance(text, str) and re.fullmatch(with_comma, text)
    return re.sub(r"[.'\s]", "", text).replace(",", ".") if has_comma else text''',
    "short_text": '''def short_text(value):
    """A whole number without ".0", as a text; other values as they are."""
    is_whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if is_whole else value''',
    "as_numbers": '''def as_numbers(column):
    """Numbers, NaN for missing ones; times that something took in seconds."""
    if column.dtype.kind == "m":
        column = column.dt.total_seconds()
    # only as objects pandas does not read dates as numbers
    return checked(pd.to_numeric(column.astype(object), errors="coerce"), column)''',
    "digits": '''def digits(column):
    """Whole numbers, such as 20141013, as texts to read dates from."""
    return (as_numbers(column) // 1).astype("Int64").astype("string")''',
    "unix": '''def unix(column, unit):
    """Dates from seconds or milliseconds since 1970."""
    values = pd.to_datetime(as_numbers(column), unit=unit, errors="coerce")
    return checked(values, column)''',
    "as_dates": '''def as_dates(column, written):
    """Dates in UTC; texts are written in one format, and numbers are no dates."""
    is_number = pd.api.types.is_numeric_dtype(column)
    values = column.mask(column.notna() & is_number)
    values = pd.to_datetime(values, format=written, errors="coerce", utc=True)
    return checked(values, column).dt.tz_convert(None)''',
    "floats": '''def floats(column):
    """Numbers, NaN for missing and infinite ones."""
    values = as_numbers(column).to_numpy("float32")
    return np.where(np.isfinite(values), values, np.nan)''',
    "integers": '''def integers(column):
    """Whole numbers, MISSING for missing ones, and the number after it for other values."""
    values = as_numbers(column) + 0
    values = values.where(values % 1 == 0).astype("Int64")
    values = values.mask(values.isna() & column.notna(), MISSING + 1)
    return values.to_numpy("int64", na_value=MISSING)''',
    "texts": '''def texts(column, marks=()):
    """Texts without spaces around them, '' for missing ones."""
    values = column.astype("string").str.strip()
    return values.mask(values.isin(marks)).fillna("").to_numpy(object)''',
    "days": '''def days(column, written="ISO8601"):
    """Days since 1970, MISSING for missing ones."""
    return as_dates(column, written).to_numpy("datetime64[D]").astype("int64")''',
    "seconds": '''def seconds(column, written="ISO8601"):
    """Seconds since 1970, MISSING for missing ones."""
    return as_dates(column, written).to_numpy("datetime64[s]").astype("int64")''',
}


def reader_functions(
    table: TableEncoding, *, drops_missing: bool = False
) -> tuple[list[str], list[str]]:
    """The constants that they name, and the functions up to `columns`, which takes a frame.

    With `drops_missing` no training row has a missing text, and later ones may.
    """
    last = _columns(table, drops_missing=drops_missing)
    functions = dict(_FUNCTIONS)
    if any("%y" in column.written for column in table.used):
        last_line = "    return checked"
        functions["as_dates"] = functions["as_dates"].replace(last_line, _TWO_DIGITS + last_line)
    used = names_used(last)
    while True:
        found = [code for name, code in functions.items() if name in used]
        now = used.union(*map(names_used, found))
        if now == used:
            break
        used = now
    names = used | {"MISSING"} if names_missing(table) else used
    constants = [line for name, line in _CONSTANTS.items() if name in names]
    return constants, [*found, last]


def names_missing(table: TableEncoding) -> bool:
    """Whether the script needs `MISSING`: some columns are whole numbers or dates."""
    return not {column.form for column in table.used} <= {"number", "text"}


def is_number_text(name: str) -> bool:
    """Whether a frame may have a number as this name."""
    return _NUMBER.fullmatch(name) is not None


def _columns(table: TableEncoding, *, drops_missing: bool) -> str:
    """The function from a frame to the inputs."""
    by_name = {column.name: column for column in table.columns}
    items = tuple(
        (f"{string_text(given)}: ", _read(by_name[name], drops_missing=drops_missing))
        for name, given in table.inputs.items()
    )
    returned = lay_out(Group("{", items, "}", spread=True), before="return ", depth=1)
    docstring = '"""The columns of a DataFrame, as the model takes them."""'
    lines = [docstring, _NAMES_AS_TEXT] if any(map(is_number_text, table.names)) else [docstring]
    return "\n".join(["def columns(frame):", *(INDENT + line for line in [*lines, returned])])


def _read(column: ColumnEncoding, *, drops_missing: bool) -> Group:
    """The call that reads a column; texts as they stood in training."""
    written, maps = column.written, ""
    more: tuple[tuple[str, str], ...] = ()
    if column.form in ("number", "whole"):
        maps = f".map({_NUMBERS[written]})" if written in _NUMBERS else ""
    elif column.form == "text":
        # unless a missing text is known, it is read as any unknown one
        has_marks = drops_missing or "" in column.values
        has_marks = has_marks and MISSING_TEXTS.isdisjoint(map(str, column.values))
        maps = _map_of_texts(column)
        more = (("marks=", "NO_TEXT"),) if has_marks else ()
    elif written:
        maps = ".map(without_marks)"
        if written != "ISO8601" and written not in _UNITS:
            more = (("", string_text("%Y" if written == "year" else written)),)
    mapped = f"]{maps}"
    source = Group("frame[", (("", string_text(column.name)),), mapped)
    if written in _UNITS:
        source = Group("unix(", (("", source), ("", _UNITS[written])))
    elif written in ("year", "%Y%m%d"):
        source = Group("digits(", (("", source),))
    return Group(f"{_READERS[column.form]}(", (("", source), *more))


def _map_of_texts(column: ColumnEncoding) -> str:
    """What changes values to the texts that stood for them in training."""
    if _are_short_numbers(column):
        return ".map(short_text)"
    known = {value for value in column.values if isinstance(value, str)}
    width = code_width(known)
    if width:
        filled = rf'r"^(\d+)(\.0)?$", lambda found: found[1].zfill({width}), regex=True'
        return f'.astype("string").str.replace({filled})'
    if column.kind != "yes/no":
        return ""
    texts = {str(flag): flag_text(flag, known) for flag in (True, False)}
    if all(flag == text for flag, text in texts.items()):
        return ""
    items = ", ".join(f"{string_text(flag)}: {string_text(text)}" for flag, text in texts.items())
    return f'.astype("string").replace({{{items}}})'


def _are_short_numbers(column: ColumnEncoding) -> bool:
    """Whether the texts are numbers that were written without `.0`."""
    texts = [str(value) for value in column.values if value != ""]
    are_numbers = all(re.fullmatch(r"-?\d+(\.\d*[1-9])?", text) for text in texts)
    return are_numbers and any("." in text for text in texts)
