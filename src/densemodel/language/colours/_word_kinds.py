"""WORD_KINDS: the words of the language by kind, for what colours them."""

from __future__ import annotations

from densemodel.language.reading._words import CLAUSE_WORDS, WORDS
from densemodel.language.vocabulary import _initializers, _losses, _metrics
from densemodel.language.vocabulary._clause_words import CLAUSES, COLUMN_KINDS
from densemodel.language.vocabulary._initializers import INITIALIZERS
from densemodel.language.vocabulary._layer_words import ACTIVATIONS, LAYERS
from densemodel.language.vocabulary._losses import LOSSES
from densemodel.language.vocabulary._metrics import METRICS
from densemodel.language.vocabulary._optimizers import OPTIMIZERS
from densemodel.language.vocabulary._schedules import SCHEDULES

_LAYERS = frozenset(LAYERS) - {"dense"}
_ALIASES = (_losses.ALIASES | _metrics.ALIASES).items()

WORD_KINDS: dict[str, list[str]] = {
    "layers": sorted(_LAYERS),
    "activations": sorted(ACTIVATIONS),
    "optimizers": sorted(OPTIMIZERS),
    "clauses": sorted(CLAUSE_WORDS - frozenset(OPTIMIZERS)),
    "column_clauses": sorted(COLUMN_KINDS),
    "values": sorted(WORDS - _LAYERS - frozenset(ACTIVATIONS) - CLAUSE_WORDS),
}
"""Each kind with its words, in lower case; case does not count in the language.

`column_clauses` are words only where a clause begins, the others wherever they stand.
"""

VALUES_OF: dict[str, list[str]] = {
    "loss": sorted({*LOSSES, *(alias for alias, word in _ALIASES if word in LOSSES)}),
    "metrics": sorted({*METRICS, *(alias for alias, word in _ALIASES if word in METRICS)}),
    "init": sorted([*INITIALIZERS, *_initializers.ALIASES]),
    "lr": [schedule.power_of for schedule in SCHEDULES.values() if schedule.power_of],
    **{
        word: sorted(clause.words)
        for word, clause in CLAUSES.items()
        if not _LAYERS.isdisjoint(clause.words)
    },
}
"""Values of a clause that mean something else elsewhere: up to the next clause these come first.

`mse` may be a variable, `drop` and `norm` are layers.
"""
