"""Keras objects, numbers and strings as formatted Python code, and the imports of a script."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from densemodel.data import keras_word
from densemodel.language import KerasCall

if TYPE_CHECKING:
    from densemodel.data import Task
    from densemodel.language import Argument


def number_text(number: float) -> str:
    """A number like Python's repr, but `1e-7` for `1e-07`."""
    return re.sub(r"e([+-]?)0*(\d)", r"e\1\2", repr(number)).replace("e+", "e")


def fraction_text(number: float) -> str:
    """A factor as a division, if that gives exactly the same float."""
    text = number_text(number)
    if not number or len(text) <= 6:  # more decimals are written as `1 / 255`
        return text
    divisor = float(f"{1 / number:.12g}")
    divisor = int(divisor) if divisor.is_integer() else divisor
    if divisor and 1 / divisor == number and len(number_text(divisor)) < len(text):
        return f"1 / {number_text(divisor)}"
    return text


def string_text(text: str) -> str:
    """A string in double quotes, as formatters write it, unless it holds some itself.

    What does not print is escaped, line ends of all kinds too, so that a literal stays on one line.
    """
    quoted = repr(text)
    if '"' not in text or "'" in text:
        quoted = json.dumps(text, ensure_ascii=False)
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode() for one in quoted
    )


WIDTH = 88
INDENT = "    "


@dataclass(frozen=True, slots=True)
class Group:
    """Items in brackets: arguments of a call, or items of a list."""

    opening: str
    "The text before the items, with its bracket: `keras.Input(`."
    items: tuple[tuple[str, Group | str], ...]
    "Each with its prefix: `units=`, or empty."
    closing: str = ")"
    spread: bool = False
    "Whether each item is on its own line, even if fewer lines would do."


def flat(item: Group | str) -> str:
    """All on one line."""
    if isinstance(item, str):
        return item
    inner = ", ".join(before + flat(part) for before, part in item.items)
    return item.opening + inner + item.closing


def lay_out(item: Group | str, *, before: str = "", depth: int = 0, after: int = 0) -> str:
    """Format a call: on one line if it fits, else one item per line.

    Args:
        item: The call, or unchanged text.
        before: The text before it on its line: `model = `.
        depth: Its indentation level.
        after: Characters to reserve at the end of its line, for a comma.

    Returns:
        Lines without the first one's indentation.
    """
    room = WIDTH - after
    line = before + flat(item)
    if isinstance(item, str) or not item.items:
        return line
    if not item.spread and len(INDENT * depth) + len(line) <= room:
        return line
    inner = INDENT * (depth + 1)
    start, end = f"{before}{item.opening}\n", f"{INDENT * depth}{item.closing}"
    joined = ", ".join(name + flat(part) for name, part in item.items)
    # arguments may share a line below the bracket, items of a list never do
    is_whole = item.opening == "[" and len(item.items) > 1
    spreads = item.spread or any(isinstance(part, Group) and part.spread for _, part in item.items)
    if not spreads and not is_whole and len(inner + joined) <= WIDTH:
        return f"{start}{inner}{joined}\n{end}"
    # formatters leave the comma out after a single item, unless it is there to spread it
    comma = "," if len(item.items) > 1 or item.spread else ""
    lines = [
        f"{inner}{lay_out(part, before=name, depth=depth + 1, after=1)}{comma}\n"
        for name, part in item.items
    ]
    return f"{start}{''.join(lines)}{end}"


_PLACES = {
    "Activation": ("activation",),
    "AveragePooling2D": ("pool_size",),
    "Conv2D": ("filters", "kernel_size"),
    "Dense": ("units",),
    "Dropout": ("rate",),
    "GaussianNoise": ("stddev",),
    "MaxPooling2D": ("pool_size",),
    "Rescaling": ("scale",),
    "Reshape": ("target_shape",),
    "SeparableConv2D": ("filters", "kernel_size"),
    "SpatialDropout1D": ("rate",),
    "SpatialDropout2D": ("rate",),
}
"The first parameters of a layer, written without names."

_SHORT = {
    # Keras has no short name for some, such as lamb
    "optimizers": {"Adagrad", "Adam", "Adamax", "AdamW", "Nadam", "RMSprop", "SGD"},
    "losses": {
        "BinaryCrossentropy",
        "CategoricalCrossentropy",
        "MeanAbsoluteError",
        "MeanSquaredError",
        "SparseCategoricalCrossentropy",
    },
    "metrics": {"MeanAbsoluteError", "MeanSquaredError", "R2Score"},
}
"Common classes, which are written by Keras's short name."


def call_text(call: KerasCall) -> Group:
    """A call as Python code, in pieces to format."""
    places = _PLACES.get(call.name, ()) if call.module == "layers" else ()
    keys = [key for key, _ in call.arguments]
    items = [
        ("" if keys[: place + 1] == list(places[: place + 1]) else f"{key}=", _text(key, value))
        for place, (key, value) in enumerate(call.arguments)
    ]
    return Group(f"keras.{call.module}.{call.name}(", tuple(items))


def _text(key: str, value: Argument | KerasCall) -> Group | str:
    if isinstance(value, KerasCall):
        return call_text(value)
    if isinstance(value, str):
        return string_text(value)
    if isinstance(value, tuple):
        # Keras takes sizes that are equal as one number
        is_one = key in {"kernel_size", "pool_size", "strides"} and len(set(value)) == 1
        return str(value[0]) if is_one else repr(value)
    if isinstance(value, float):
        return fraction_text(value) if key == "scale" else number_text(value)
    return repr(value)


def short_text(call: KerasCall) -> Group | str:
    """An optimizer, loss or metric; by its name if it has defaults and the name is common."""
    if call.arguments or call.name not in _SHORT[call.module]:
        return call_text(call)
    name = call.name.lower() if call.module == "optimizers" else keras_word(call.name)
    return string_text(name)


def metric_text(call: KerasCall, task: Task) -> Group | str:
    """A metric; by its name if Keras reads the name as this metric."""
    # for several columns of 0 and 1 Keras would read "accuracy" as that of one-hot classes
    names = {"SparseCategoricalAccuracy", "CategoricalAccuracy", "BinaryAccuracy"}
    is_accuracy = call.name in names and call.arguments == (("name", "accuracy"),)
    if is_accuracy and task.kind in ("classes", "binary"):
        return '"accuracy"'
    return short_text(call)


_STANDARD = {
    "math": "import math",
    "re": "import re",
    "sys": "import sys",
    "time": "import time",
    "warnings": "import warnings",
    "Path": "from pathlib import Path",
}
_OTHERS = {
    "keras": "import keras",
    "np": "import numpy as np",
    "pd": "import pandas as pd",
    "tf": "import tensorflow as tf",
    "GroupShuffleSplit": "from sklearn.model_selection import GroupShuffleSplit",
    "train_test_split": "from sklearn.model_selection import train_test_split",
    "compute_class_weight": "from sklearn.utils.class_weight import compute_class_weight",
}
"Imports outside the standard library, in the order of a formatter."


def import_lines(code: str) -> str:
    """The import lines of a script, sorted as a formatter sorts them."""
    used = names_used(code)
    blocks = [
        [line for name, line in known.items() if name in used] for known in (_STANDARD, _OTHERS)
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def names_used(code: str) -> set[str]:
    """The variables and modules that a piece of Python names."""
    return {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
