"""Keras objects, numbers and strings as formatted Python code, and the imports of a script."""

from __future__ import annotations

import ast
import json
import re
import textwrap
from typing import TYPE_CHECKING

from densemodel.data import keras_word
from densemodel.language import KerasCall

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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


def spread(opening: str, items: Iterable[str], closing: str = ")") -> str:
    """Items in brackets, one a line; with the last comma a formatter leaves them so."""
    inside = textwrap.indent(",\n".join(items), INDENT)
    return f"{opening}\n{inside},\n{closing}"


def joined(opening: str, items: Sequence[str], closing: str = ")") -> str:
    """Items in brackets, `keras.Input(` before them: on one line if it is short."""
    line = f"{opening}{', '.join(items)}{closing}"
    # so that it fits into 88 characters as an argument of another call, too
    return line if len(line) <= 72 and "\n" not in line else spread(opening, items, closing)


_PLACES = {
    "Activation": ("activation",),
    "AveragePooling2D": ("pool_size",),
    "Conv2D": ("filters", "kernel_size"),
    "Dense": ("units",),
    "Dropout": ("rate",),
    "GaussianNoise": ("stddev",),
    "MaxPooling2D": ("pool_size",),
    "RandomBrightness": ("factor",),
    "RandomContrast": ("factor",),
    "RandomFlip": ("mode",),
    "RandomRotation": ("factor",),
    "RandomTranslation": ("height_factor", "width_factor"),
    "RandomZoom": ("height_factor",),
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


def call_text(call: KerasCall, before: str = "") -> str:
    """A call as Python code; `before` it may stand a keyword."""
    places = _PLACES.get(call.name, ()) if call.module == "layers" else ()
    keys = [key for key, _ in call.arguments]
    items = []
    for place, (key, value) in enumerate(call.arguments):
        keyword = "" if keys[: place + 1] == list(places[: place + 1]) else f"{key}="
        if isinstance(value, KerasCall):
            items.append(call_text(value, keyword))
        else:
            items.append(keyword + _text(key, value))
    return joined(f"{before}keras.{call.module}.{call.name}(", items)


def _text(key: str, value: Argument) -> str:
    if isinstance(value, str):
        return string_text(value)
    if isinstance(value, tuple):
        # Keras takes sizes that are equal as one number
        is_one = key in {"kernel_size", "pool_size", "strides"} and len(set(value)) == 1
        return str(value[0]) if is_one else repr(value)
    if isinstance(value, float):
        return fraction_text(value) if key == "scale" else number_text(value)
    return repr(value)


def short_text(call: KerasCall) -> str:
    """An optimizer, loss or metric; by its name if it has defaults and the name is common."""
    if call.arguments or call.name not in _SHORT[call.module]:
        return call_text(call)
    name = call.name.lower() if call.module == "optimizers" else keras_word(call.name)
    return string_text(name)


def metric_text(call: KerasCall, task: Task) -> str:
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
