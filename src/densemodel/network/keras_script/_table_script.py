"""The parts of a Keras script that take the columns of a table."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data import ALL_BINS, CLIP, ColumnEncoding, TableEncoding, cycle_of
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
from densemodel.network.keras_script._column_readers import reader_functions

if TYPE_CHECKING:
    from collections.abc import Iterator

_LAYERS = {
    "scaled": '''def scaled(column, gaps, mean, variance):
    """Numbers of about -1 to 1; missing ones become 0, the median."""
    layer = keras.layers.Normalization(axis=None, mean=mean, variance=variance)
    return keras.ops.where(gaps, 0.0, layer(column))''',
    "squeezed": f'''def squeezed(number):
    """A scaled number, smoothly kept within -{CLIP:g} and {CLIP:g}."""
    number = keras.layers.Activation("tanh")(number)
    return keras.layers.Rescaling({CLIP})(number)''',
    "in_bins": f'''def in_bins(number, edges):
    """How far a scaled number is in each bin: 0 below it, {ALL_BINS} / sqrt(bins) above."""
    edges = np.array(edges, "float32")
    count = len(edges) - 1
    layer = keras.layers.Normalization(mean=edges[:-1], variance=np.diff(edges) ** 2)
    repeated = keras.layers.RepeatVector(count)(number)
    inside = layer(keras.layers.Reshape((count,))(repeated))
    inside = keras.layers.ReLU(max_value=1.0)(inside)
    return keras.layers.Rescaling({ALL_BINS} / math.sqrt(count))(inside)''',
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


def table_functions(table: TableEncoding, *, drops_missing: bool = False) -> str:
    """The functions of the script, and the values of long categories."""
    used = names_used("\n".join(encoded_lines(table)))
    constants, read = reader_functions(table, drops_missing=drops_missing)
    made = [code for name, code in _LAYERS.items() if name in used]
    constants += [_values(table, column) for column in table.used if _is_long(column)]
    parts = ["\n".join(constants)] if constants else []
    return "\n\n\n".join([*parts, *read, *made])


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
    yield "numbers, others, bins, vectors = [], [], [], []"
    for column in table.used:
        yield ""
        yield from _column(table, column)
    yield ""
    yield "row = keras.layers.Concatenate()([*numbers, *others, *bins, *vectors])"


def _column(table: TableEncoding, column: ColumnEncoding) -> Iterator[str]:
    yield f"column = inputs[{string_text(table.inputs[column.name])}]"
    if column.is_scaled:
        yield from _numbers(table, column)
        return
    values = _listed(table, column)
    items: tuple[tuple[str, Group | str], ...] = (("vocabulary=", values), ("mask_token=", "None"))
    token = oov_token(column)
    if token not in ("[UNK]", -1):
        items += (("oov_token=", _value(token)),)
    kind = "StringLookup" if column.form == "text" else "IntegerLookup"
    yield lay_out(Group(f"keras.layers.{kind}(", items), before="lookup = ")
    if column.is_embedded:
        yield f"vectors.append(embedded(lookup(column), {column.places}, {column.size}))"
        return
    if not column.pools:
        yield "# Other values are all zeros."
    rest = "" if column.pools else "[:, 1:]"
    yield f"others.append(one_hot(lookup(column), {column.places}){rest})"


def _numbers(table: TableEncoding, column: ColumnEncoding) -> Iterator[str]:
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
    yield lay_out(scaled, before="number = ")
    yield "numbers.append(squeezed(number))"
    if column.bins:
        call = Group("in_bins(", (("", "number"), ("", _listed(table, column))))
        yield lay_out(Group("bins.append(", (("", call),)))
    for cycle in column.cycles:
        first, scale, period = cycle_of(cycle, column.form)
        yield f"others += cycle(column, gaps, {first}, {scale}, {period})  # the {cycle}"
    if column.marks_missing:
        yield 'others.append(keras.ops.cast(gaps, "float32"))'


def _short(number: float) -> str:
    """A float32 in the fewest digits."""
    return number_text(float(str(np.float32(number))))


def _items(column: ColumnEncoding) -> list[str]:
    """The values of a category, or the edges of bins."""
    if column.is_scaled:
        return [_short(edge) for edge in column.bins]
    return [_value(value) for value in column.values]


def _value(value: str | int) -> str:
    return string_text(value) if isinstance(value, str) else str(value)


_LONG = 50
"With more characters the items are a constant above the layers."


def _is_long(column: ColumnEncoding) -> bool:
    return sum(len(item) + 2 for item in _items(column)) > _LONG


def _constant(table: TableEncoding, column: ColumnEncoding) -> str:
    what = "edges" if column.is_scaled else "values"
    return f"{what}_of_{table.inputs[column.name]}"


def _listed(table: TableEncoding, column: ColumnEncoding) -> Group | str:
    if _is_long(column):
        return _constant(table, column)
    return Group("[", tuple(("", item) for item in _items(column)), "]")


def _values(table: TableEncoding, column: ColumnEncoding) -> str:
    """The items as a list that fills its lines, which formatters would not."""
    lines, line = [], ""
    for one in _items(column):
        item = f"{one},"
        if line and len(INDENT) + len(line) + 1 + len(item) > WIDTH:
            lines.append(line)
            line = ""
        line = f"{line} {item}" if line else item
    listed = textwrap.indent("\n".join([*lines, line]), INDENT)
    return f"# fmt: off\n{_constant(table, column)} = [\n{listed}\n]\n# fmt: on"
