"""The import lines that a script needs, found by the names that it uses."""

from __future__ import annotations

import ast

_STANDARD = {
    "math": "import math",
    "sys": "import sys",
    "time": "import time",
    "Path": "from pathlib import Path",
}
_OTHERS = {
    "keras": "import keras",
    "np": "import numpy as np",
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
