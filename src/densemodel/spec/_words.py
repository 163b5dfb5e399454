"""WORDS: every word of the language, none of which is ever a variable or the name of a spec."""

from __future__ import annotations

from densemodel.spec import _not_built
from densemodel.spec._activations import ACTIVATIONS
from densemodel.spec._clause_words import CLAUSES
from densemodel.spec._layer_words import LAYERS
from densemodel.spec._optimizers import OPTIMIZERS

ITEM_WORDS = frozenset(LAYERS) - {"dense"} | frozenset(ACTIVATIONS) | frozenset(_not_built.ITEMS)
"Words that begin an item of a stage."

CLAUSE_WORDS = (
    frozenset(CLAUSES) - {"optimizer"} | frozenset(OPTIMIZERS) | frozenset(_not_built.CLAUSES)
)
"Words that begin a clause."

WORDS = (
    ITEM_WORDS
    | CLAUSE_WORDS
    | frozenset(_not_built.INPUTS)
    | frozenset(_not_built.SCHEDULES)
    | frozenset({"on", "off", "same", "valid", "last", "by", "value", "balanced", "log"})
)
