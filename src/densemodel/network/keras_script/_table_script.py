"""The parts of a Keras script that take the columns of a table."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data import ALL_BINS, CLIP, ColumnEncoding, TableEncoding, cycle_of
from densemodel.network.builder._table_layers import (
    group_name,
    input_type,
    marked_in,
    oov_token,
    scales_of,
)
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
    from collections.abc import Iterator, Sequence

_LAYERS = {
    "scaled": '''def scaled(numbers, gaps, mean, variance):
    """Numbers of about -1 to 1; missing ones become 0, the median."""
    layer = keras.layers.Normalization(mean=mean, variance=variance)
    return keras.ops.where(gaps, 0.0, layer(numbers))''',
    "squeezed": f'''def squeezed(numbers):
    """Scaled numbers, smoothly kept within -{CLIP:g} and {CLIP:g}."""
    numbers = keras.layers.Activation("tanh")(numbers)
    return keras.layers.Rescaling({CLIP})(numbers)''',
    "in_bins": f'''def in_bins(numbers, edges):
    """How far a scaled number is in each bin of its column, from 0 to its height."""
    bins = [(place, own) for place, own in enumerate(edges) for _ in own[1:]]
    edges = [np.array(own, "float32") for own in edges]
    lows = np.concatenate([own[:-1] for own in edges])
    squares = np.concatenate([np.diff(own) ** 2 for own in edges])
    numbers = keras.ops.take(numbers, [place for place, _ in bins], axis=1)
    numbers = keras.layers.Normalization(mean=lows, variance=squares)(numbers)
    inside = keras.layers.ReLU(max_value=1.0)(numbers)
    # divided by a root, the bins of a column are together about as large as its number
    squares = [(len(own) - 1) / {ALL_BINS}**2 for _, own in bins]
    return keras.layers.Normalization(mean=[0.0] * len(bins), variance=squares)(inside)''',
    "marked": '''def marked(gaps, places):
    """1 for each missing value of the columns at these places."""
    return keras.ops.cast(keras.ops.take(gaps, places, axis=1), "float32")''',
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
    """The functions of the script, and its long lists."""
    used = names_used("\n".join(encoded_lines(table)))
    constants, read = reader_functions(table, drops_missing=drops_missing)
    made = [code for name, code in _LAYERS.items() if name in used]
    constants += [_constant(name, items) for name, items in _lists(table) if _is_long(items)]
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
    yield "numbers, marks, others, bins, vectors = [], [], [], [], []"
    for group in table.scaled_groups:
        yield ""
        yield from _numbers(table, group)
    for column in table.used:
        if column.cycles:
            yield ""
            yield from _date(table, column)
        elif not column.is_scaled:
            yield ""
            yield from _category(table, column)
    yield ""
    yield "row = keras.layers.Concatenate()([*numbers, *marks, *others, *bins, *vectors])"


def _numbers(table: TableEncoding, group: Sequence[ColumnEncoding]) -> Iterator[str]:
    """The lines of the columns that are scaled together."""
    lists = {what: _listed(name, items) for what, name, items in _lists_of_group(table, group)}
    yield lay_out(lists["names"], before="names = ")
    yield "joined = keras.ops.concatenate([inputs[name] for name in names], axis=1)"
    if group[0].form == "number":
        yield "gaps = keras.ops.isnan(joined)"
    else:
        yield "gaps = keras.ops.equal(joined, MISSING)"
        yield 'joined = keras.ops.cast(joined, "float32")'
    if group[0].unit != 1:
        yield f"joined = keras.layers.Rescaling(2.0**{round(np.log2(group[0].unit))})(joined)"
    given = (("", "joined"), ("", "gaps"))
    scale = (("mean=", lists["means"]), ("variance=", lists["variances"]))
    yield lay_out(Group("scaled(", (*given, *scale)), before="number = ")
    yield "numbers.append(squeezed(number))"
    if marked_in(group):
        call = Group("marked(", (("", "gaps"), ("", lists["places"])))
        yield lay_out(Group("marks.append(", (("", call),)))
    if any(column.bins for column in group):
        edges = [("", _listed(*_own_list(table, column))) for column in group]
        call = Group("in_bins(", (("", "number"), ("", Group("[", tuple(edges), "]"))))
        yield lay_out(Group("bins.append(", (("", call),)))


def _date(table: TableEncoding, column: ColumnEncoding) -> Iterator[str]:
    yield f"column = inputs[{string_text(table.inputs[column.name])}]"
    yield "gaps = keras.ops.equal(column, MISSING)"
    for cycle in column.cycles:
        first, scale, period = cycle_of(cycle, column.form)
        yield f"others += cycle(column, gaps, {first}, {scale}, {period})  # the {cycle}"


def _category(table: TableEncoding, column: ColumnEncoding) -> Iterator[str]:
    yield f"column = inputs[{string_text(table.inputs[column.name])}]"
    values = _listed(*_own_list(table, column))
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


def _lists(table: TableEncoding) -> Iterator[tuple[str, list[str]]]:
    """All lists of the script, with the names of their constants."""
    for group in table.scaled_groups:
        yield from ((name, items) for _, name, items in _lists_of_group(table, group))
    yield from (_own_list(table, column) for column in table.used)


def _lists_of_group(
    table: TableEncoding, group: Sequence[ColumnEncoding]
) -> Iterator[tuple[str, str, list[str]]]:
    """What each list of a group has, the name of its constant, and its items."""
    means, variances = scales_of(group)
    lists = {
        "names": [string_text(table.inputs[column.name]) for column in group],
        "means": [*map(_short, means)],
        "variances": [*map(_short, variances)],
        "places": [*map(str, marked_in(group))],
    }
    yield from ((what, f"{what}_of_{group_name(group)}", items) for what, items in lists.items())


def _own_list(table: TableEncoding, column: ColumnEncoding) -> tuple[str, list[str]]:
    """The values of a category, or the edges of bins; and the name of their constant."""
    name = table.inputs[column.name]
    if column.is_scaled:
        return f"edges_of_{name}", [_short(edge) for edge in column.bins]
    return f"values_of_{name}", [_value(value) for value in column.values]


def _short(number: float) -> str:
    """A float32 in the fewest digits."""
    return number_text(float(str(np.float32(number))))


def _value(value: str | int) -> str:
    return string_text(value) if isinstance(value, str) else str(value)


_LONG = 50
"With more characters the items are a constant above the layers."


def _is_long(items: Sequence[str]) -> bool:
    return sum(len(item) + 2 for item in items) > _LONG


def _listed(name: str, items: Sequence[str]) -> Group | str:
    return name if _is_long(items) else Group("[", tuple(("", item) for item in items), "]")


def _constant(name: str, items: Sequence[str]) -> str:
    """The items as a list that fills its lines, which formatters would not."""
    lines, line = [], ""
    for one in items:
        item = f"{one},"
        if line and len(INDENT) + len(line) + 1 + len(item) > WIDTH:
            lines.append(line)
            line = ""
        line = f"{line} {item}" if line else item
    listed = textwrap.indent("\n".join([*lines, line]), INDENT)
    return f"# fmt: off\n{name} = [\n{listed}\n]\n# fmt: on"
