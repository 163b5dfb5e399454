"""The texts in cases/, and what they need: variables, and a text that is too long for a file."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd

from support import TESTS
from support.case_files import CaseFile

NAMES = {
    "n_cols": 9,
    "rate": 0.25,
    "lr": 0.1,
    "n_real": 4.0,
    "n_hidden_units": 30,
    "is_big": True,
    "x": np.zeros((60, 784), "float32"),
    "images": np.zeros((60, 28, 28), "float32"),
    "labels": np.zeros(60, "int64"),
    "frame": pd.DataFrame({"a": [1], "b": [2]}),
    "nothing": None,
    "title": "digits",
    "sizes": [784, 10],
    "endless": float("inf"),
    "beyond_float32": 1e39,
    "huge": 10**5000,
    "huge_fraction": Fraction(10**5000),
    "decimal": Decimal("0.25"),
    "a_name_of_over_forty_characters_for_a_plain_list": [1],
    "Dense": type("Dense", (), {}),
}

FILES = {path.stem: CaseFile(path) for path in sorted((TESTS / "language" / "cases").glob("*.txt"))}
LONG = {"limit_characters": "784 -> 10 #" + " " * 200_000}
"In place of a text that a case file only describes."

TYPED = [
    line.replace("⏎", "\n")
    for line in (TESTS / "language" / "hints" / "other_tools.txt").read_text("utf-8").splitlines()
]
"What people who know other tools have typed; in the file a sign stands for the end of a line."

TEXTS = {
    name: LONG.get(name, case.given) for file in FILES.values() for name, case in file.cases.items()
}
