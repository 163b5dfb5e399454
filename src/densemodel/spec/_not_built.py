"""Words of the language that are not built yet: read, and refused in words."""

from __future__ import annotations

_DENSE = "for now write Dense layers, such as 784 -> 50 relu"
_CONSTANT = "for now write one rate, such as adam lr 0.001"

ITEMS: dict[str, str] = {
    "conv": _DENSE,
    "sepconv": _DENSE,
    "max": _DENSE,
    "avg": _DENSE,
    "gmax": _DENSE,
    "gavg": _DENSE,
    "reshape": "for now give the data in the shape that the network takes",
    "scale": "for now divide the data before: x / 255",
    "norm": "for now normalise the data before, or write 'bn'",
    "sdrop": "for now write 'drop'",
}
"Words of a stage, with what to write for now."

INPUTS: dict[str, str] = {
    "auto": "for now write the number: 784 -> 50 relu",
    "table": "for now write the number of columns: 9 -> 50 relu -> 1",
}
"What may stand in place of the input's size."

CLAUSES: dict[str, str] = {
    "every": "for now validation comes once an epoch",
    "minutes": "for now write 'epochs 30' or 'steps 2000'",
    "repeat": "for now train with another seed, such as 'seed 1'",
    "weights": "for now all classes count alike",
    "missing": "for now fill or drop missing values in the data before",
    "without": "for now leave the columns out of the data before",
    "target": "for now normalise y before",
}

SCHEDULES: dict[str, str] = {"exp": _CONSTANT, "cosine": _CONSTANT, "plateau": _CONSTANT}

CHOICE = "for now write one of them, and train the others in cells of their own"

SPLIT = "for now write the share alone: 'split 0.3' takes rows at random"
