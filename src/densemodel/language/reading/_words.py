"""WORDS: every word of the language, none of which is ever a variable or the name of a spec."""

from __future__ import annotations

from densemodel.language.tree._activations import ACTIVATIONS
from densemodel.language.vocabulary._clause_words import CLAUSES
from densemodel.language.vocabulary._layer_words import LAYERS
from densemodel.language.vocabulary._optimizers import OPTIMIZERS

ITEM_WORDS = frozenset(LAYERS) - {"dense"} | frozenset(ACTIVATIONS)
"Words that begin an item of a stage."

CLAUSE_WORDS = frozenset(CLAUSES) - {"optimizer"} | frozenset(OPTIMIZERS)
"Words that begin a clause."

_VALUE_WORDS = frozenset(word for clause in CLAUSES.values() for word in clause.words)
"Words that stand after the word of a clause: `last`, `balanced`, `exp`."

WORDS = (
    ITEM_WORDS
    | CLAUSE_WORDS
    | _VALUE_WORDS
    | frozenset({"auto", "table", "on", "off", "same", "valid", "last", "by", "log"})
)
