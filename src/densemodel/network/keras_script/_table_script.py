"""The parts of a Keras script that take the columns of a table."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data import CLIP, ColumnEncoding, TableEncoding, cycle_of
from densemodel.network.builder._table_model import input_type, oov_token
from densemodel.network.keras_script._call_text import (
    INDENT,
    WIDTH,
    Group,
    lay_out,
    names_used,
    number_text,
    string_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_READERS = {
    "number": '''def numbers(column):
    """Numbers, NaN for missing ones."""
    values = pd.to_numeric(column, errors="coerce")
    return values.to_numpy("float32", na_value=np.nan)''',
    "whole": '''def whole_numbers(column):
    """Whole numbers, MISSING for missing ones."""
    values = pd.to_numeric(column, errors="coerce").astype("Int64")
    return values.to_numpy("int64", na_value=MISSING)''',
    "text": '''def texts(column):
    """Texts, '' for missing ones."""
    return column.astype("string").fillna("").to_numpy(object)''',
    "days": '''def days(column):
    """Days since 1970, MISSING for missing ones."""
    dates = pd.to_datetime(column, errors="coerce")
    return dates.to_numpy("datetime64[D]").astype("int64")''',
    "seconds": '''def seconds(column):
    """Seconds since 1970, MISSING for missing ones."""
    dates = pd.to_datetime(column, errors="coerce")
    return dates.to_numpy("datetime64[s]").astype("int64")''',
}
"How a column of a frame becomes what its Keras input takes, by the form of the column."
_READER = {form: code[4 : code.index("(")] for form, code in _READERS.items()}

_LAYERS = {
    "scaled": f'''def scaled(column, gaps, mean, variance):
    """Numbers from -3 to 3; missing ones become the middle."""
    column = keras.layers.Normalization(axis=None, mean=mean, variance=variance)(column)
    column = keras.layers.Activation("tanh")(column)
    column = keras.layers.Rescaling({CLIP})(column)
    return keras.ops.where(gaps, 0.0, column)''',
    "cycle": '''def cycle(column, gaps, first, scale, period):
    """Sine and cosine of a date's place in a year, a week or a day."""
    place = keras.ops.mod((column - first) * scale, period)
    angle = keras.ops.cast(place, "float32")
    angle = keras.layers.Rescaling(2 * math.pi / period)(angle)
    parts = [keras.ops.sin(angle), keras.ops.cos(angle)]
    return [keras.ops.where(gaps, 0.0, part) for part in parts]''',
    "one_hot": '''def one_hot(places, count):
    """A column for each place."""
    layer = keras.layers.CategoryEncoding(num_tokens=count, output_mode="one_hot")
    return layer(places)''',
    "embedded": '''def embedded(places, count, size):
    """Numbers for each place, which are learnt."""
    layer = keras.layers.Embedding(count, size, embeddings_initializer="zeros")
    return keras.layers.Flatten()(layer(places))''',
}
_MISSING = "MISSING = -(2**63)  # as numpy has it for a missing date"


def table_functions(table: TableEncoding) -> str:
    """The functions of the script, and the values of long categories."""
    used = names_used("\n".join(encoded_lines(table)))
    forms = {column.form for column in table.used}
    read = [code for form, code in _READERS.items() if form in forms]
    made = [code for name, code in _LAYERS.items() if name in used]
    constants = [_MISSING] if forms - {"number", "text"} else []
    constants += [_values(table, column) for column in table.used if _is_long(column)]
    parts = ["\n".join(constants)] if constants else []
    return "\n\n\n".join([*parts, *read, _columns(table), *made])


def _columns(table: TableEncoding) -> str:
    """The function from a frame to the inputs."""
    by_name = {column.name: column for column in table.columns}
    items = tuple(
        (
            f"{string_text(given)}: ",
            Group(f"{_READER[by_name[name].form]}(frame[", (("", string_text(name)),), "])"),
        )
        for name, given in table.inputs.items()
    )
    returned = lay_out(Group("{", items, "}", spread=True), before="return ", depth=1)
    told = '"""The columns of a DataFrame, as the model takes them."""'
    return f"def columns(frame):\n{INDENT}{told}\n{INDENT}{returned}"


def encoded_lines(table: TableEncoding) -> Iterator[str]:
    """The inputs and the layers of the columns, up to the variable `row`."""
    by_name = {column.name: column for column in table.columns}
    inputs = []
    for name, given in table.inputs.items():
        kind = input_type(by_name[name])
        dtype = (("dtype=", string_text(kind)),) if kind != "float32" else ()
        call = Group("keras.Input(", (("", "(1,)"), ("name=", string_text(given)), *dtype))
        inputs.append((f"{string_text(given)}: ", call))
    yield lay_out(Group("{", tuple(inputs), "}", spread=True), before="inputs = ")
    yield "parts = []"
    for column in table.used:
        yield ""
        yield from _column(table, column)
    yield ""
    has_one = sum(_parts(column) for column in table.used) == 1
    yield f"row = {'parts[0]' if has_one else 'keras.layers.Concatenate()(parts)'}"


def _parts(column: ColumnEncoding) -> int:
    return column.width if column.kind in ("number", "date") else 1


def _column(table: TableEncoding, column: ColumnEncoding) -> Iterator[str]:
    yield f"column = inputs[{string_text(table.inputs[column.name])}]"
    if column.kind in ("number", "date"):
        yield from _numbers(column)
        return
    if _is_long(column):
        values: Group | str = _constant(table, column)
    else:
        values = Group("[", tuple(("", _value(value)) for value in column.values), "]")
    items: tuple[tuple[str, Group | str], ...] = (("vocabulary=", values), ("mask_token=", "None"))
    token = oov_token(column)
    if token not in ("[UNK]", -1):
        items += (("oov_token=", _value(token)),)
    kind = "StringLookup" if column.form == "text" else "IntegerLookup"
    yield lay_out(Group(f"keras.layers.{kind}(", items), before="lookup = ")
    if column.is_embedded:
        yield f"parts.append(embedded(lookup(column), {column.places}, {column.size}))"
        return
    if not column.pools:
        yield "# Other values are all zeros."
    rest = "" if column.pools else "[:, 1:]"
    yield f"parts.append(one_hot(lookup(column), {column.places}){rest})"


def _numbers(column: ColumnEncoding) -> Iterator[str]:
    is_float = column.form == "number"
    yield f"gaps = keras.ops.{'isnan(column)' if is_float else 'equal(column, MISSING)'}"
    number = "column"
    if not is_float:
        yield 'number = keras.ops.cast(column, "float32")'
        number = "number"
    if column.unit != 1:
        yield f"number = keras.layers.Rescaling(2.0**{round(np.log2(column.unit))})({number})"
        number = "number"
    mean, variance = ("mean=", _short(column.mean)), ("variance=", _short(column.variance))
    scaled = Group("scaled(", (("", number), ("", "gaps"), mean, variance))
    yield lay_out(Group("parts.append(", (("", scaled),)))
    for cycle in column.cycles:
        first, scale, period = cycle_of(cycle, column.form)
        yield f"parts += cycle(column, gaps, {first}, {scale}, {period})  # the {cycle}"
    if column.marks_missing:
        yield 'parts.append(keras.ops.cast(gaps, "float32"))'


def _short(number: float) -> str:
    """A float32 in the fewest digits."""
    return number_text(float(str(np.float32(number))))


def _value(value: str | int) -> str:
    return string_text(value) if isinstance(value, str) else str(value)


_LONG = 50
"With more characters the values of a category are a constant above the layers."


def _is_long(column: ColumnEncoding) -> bool:
    return sum(len(_value(value)) + 2 for value in column.values) > _LONG


def _constant(table: TableEncoding, column: ColumnEncoding) -> str:
    return f"values_of_{table.inputs[column.name]}"


def _values(table: TableEncoding, column: ColumnEncoding) -> str:
    """The values as a list that fills its lines, which formatters would not."""
    lines, line = [], ""
    for value in column.values:
        item = f"{_value(value)},"
        if line and len(INDENT) + len(line) + 1 + len(item) > WIDTH:
            lines.append(line)
            line = ""
        line = f"{line} {item}" if line else item
    listed = textwrap.indent("\n".join([*lines, line]), INDENT)
    return f"# fmt: off\n{_constant(table, column)} = [\n{listed}\n]\n# fmt: on"
