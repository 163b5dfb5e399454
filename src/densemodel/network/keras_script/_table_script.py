"""The parts of a Keras script that take the columns of a table."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.network.keras_script._call_text import (
    INDENT,
    WIDTH,
    joined,
    names_used,
    number_text,
    spread,
    string_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from densemodel.data import TableEncoding

_MISSING = "MISSING = -(2**63)  # as numpy has it for a missing date"
_LONG = 50
"With more characters the items of a list are a constant above the layers."


def table_functions(table: TableEncoding) -> str:
    """The functions of the script, and its long lists."""
    read, encoded = _columns_function(table), [*encoded_lines(table)]
    used = names_used("\n".join(encoded))
    scripts = dict.fromkeys(one.shared_script for one in table.scaled)
    scripts |= dict.fromkeys(one.script for one in table.used)
    functions = [code for code in scripts if code and _name_of(code) in used]
    constants = [
        _constant(f"{what}_of_{name}", items)
        for of, _, arguments in _calls(table)
        for what, name, items in _lists(of, arguments)
        if _is_long(items)
    ]
    if "MISSING" in names_used("\n".join([read, *functions])):
        constants.insert(0, _MISSING)
    return "\n\n\n".join([*(["\n".join(constants)] if constants else []), read, *functions])


def _name_of(code: str) -> str:
    return code.removeprefix("def ").partition("(")[0]


def is_number_text(name: str) -> bool:
    """Whether a frame may have a number as this name."""
    return re.fullmatch(r"-?\d+(\.\d+)?", name) is not None


def _columns_function(table: TableEncoding) -> str:
    """The function from a frame to the inputs."""
    by_name = {column.name: column for column in table.used}
    items = [
        f"{string_text(given)}: {by_name[name].script_reader(f'frame[{string_text(name)}]')}"
        for name, given in table.inputs.items()
    ]
    lines = ['"""The columns of a DataFrame, as the model takes them."""']
    if any(map(is_number_text, table.names)):
        lines.append("frame = frame.rename(columns=str)  # names such as 0 are numbers")
    lines.append(spread("return {", items, "}"))
    return "def columns(frame):\n" + textwrap.indent("\n".join(lines), INDENT)


def encoded_lines(table: TableEncoding) -> Iterator[str]:
    """The inputs and the layers of the columns, up to the variable `row`."""
    by_name = {column.name: column for column in table.used}
    inputs = []
    for name, given in table.inputs.items():
        kind = by_name[name].keras_type
        dtype = [f"dtype={string_text(kind)}"] if kind != "float32" else []
        text = string_text(given)
        inputs.append(joined(f"{text}: keras.Input(", ["(1,)", f"name={text}", *dtype]))
    yield spread("inputs = {", inputs, "}")
    yield "numbers, marks, others, bins, vectors = [], [], [], [], []"
    for name, function, arguments in _calls(table):
        items = [f"{key}={_text(name, key, value)}" for key, value in arguments.items()]
        yield joined(f"{function}(", items)
    yield "row = keras.layers.Concatenate()([*numbers, *marks, *others, *bins, *vectors])"


def _calls(table: TableEncoding) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """The calls that make the layers: the name of the columns, the function, its arguments."""
    for group in table.scaled_groups:
        names = [table.inputs[column.name] for column in group]
        function = _name_of(group[0].shared_script)
        yield group[0].scaled_name, function, group[0].shared_script_call(group, names)
    for column in table.used:
        name = table.inputs[column.name]
        for call in column.script_calls(name):
            yield name, _name_of(column.script), call


def _lists(name: str, arguments: Mapping[str, Any]) -> Iterator[tuple[str, str, Sequence[str]]]:
    """Each list of a call: what it holds, of what, and its items as text."""
    for what, value in arguments.items():
        of = value if isinstance(value, dict) else {name: value}
        yield from (
            (what, own, [*map(_value, items)])
            for own, items in of.items()
            if isinstance(items, list)
        )


def _text(name: str, what: str, value: Any) -> str:
    """An argument of a call; a long list is the name of a constant."""
    if isinstance(value, dict):
        return joined("[", [_text(own, what, one) for own, one in value.items()], "]")
    if not isinstance(value, list):
        return _value(value)
    items = [*map(_value, value)]
    return f"{what}_of_{name}" if _is_long(items) else f"[{', '.join(items)}]"


def _value(value: str | float) -> str:
    if isinstance(value, str):
        return string_text(value)
    # a float32 in the fewest digits
    return number_text(float(str(np.float32(value)))) if isinstance(value, float) else str(value)


def _is_long(items: Sequence[str]) -> bool:
    return sum(len(item) + 2 for item in items) > _LONG


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
