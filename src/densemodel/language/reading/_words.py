"""WORDS: every word of the language; and names of columns, bare or in quotes."""

from __future__ import annotations

import re

from densemodel.language.syntax_tree._base import BASE_WORDS
from densemodel.language.vocabulary._clause_words import CLAUSES, COLUMN_KINDS
from densemodel.language.vocabulary._layer_words import ACTIVATIONS, LAYERS
from densemodel.language.vocabulary._optimizers import OPTIMIZERS

ITEM_WORDS = frozenset(LAYERS) - {"dense"} | frozenset(ACTIVATIONS)
"Words that begin an item of a stage."

CLAUSE_WORDS = frozenset(CLAUSES) - {"optimizer", *COLUMN_KINDS} | frozenset(OPTIMIZERS)
"Words that begin a clause wherever they stand; `category`, `number` and `date` are none of them."

WORDS = (
    ITEM_WORDS
    | CLAUSE_WORDS
    | {word for clause in CLAUSES.values() for word in clause.words}  # `balanced`, `exp`
    | {*BASE_WORDS, "auto", "table", "on", "off", "same", "valid", "both", "last", "by", "log"}
)

FIRST_NUMBER = "the first number is the input size: 784 -> 50 relu"
"The hint where the size of the input is missing."

JOINTS = (",", "|")
"Signs that are written instead of an arrow or `;`."


def is_plain(name: str) -> bool:
    """Whether a name needs no quotes: one word, not of the language."""
    return re.fullmatch(r"[^\W\d]\w*", name) is not None and name.lower() not in WORDS


def write_column(name: str) -> str:
    """The text for this name; there is none for a name with both kinds of quotes."""
    if is_plain(name):
        return name
    return f"'{name}'" if '"' in name else f'"{name}"'
