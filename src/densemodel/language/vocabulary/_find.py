"""`lr find`: the sweep over nine learning rates, from far too low to far too high.

The parser, the canonical text, completion, help and the guide read it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.syntax_tree._canonical import write_spread
from densemodel.language.syntax_tree._tree import NOWHERE, Choice, Spread
from densemodel.language.vocabulary._optimizers import DEFAULT_OPTIMIZER, OPTIMIZERS

if TYPE_CHECKING:
    from typing import TypeGuard

    from densemodel.language.syntax_tree._tree import Span

FIND = "find"
FIND_HELP = "tries nine rates: all train briefly, then the best third longer"


def found_rates(optimizer: str = DEFAULT_OPTIMIZER, span: Span = NOWHERE) -> Choice:
    """The choice for which the word stands beside this optimizer."""
    spread = Spread(*OPTIMIZERS[optimizer].rates, count=9, is_log=True, word=FIND)
    return Choice("number", spread.values(is_whole=False), spread, span)


def written_out(optimizer: str = DEFAULT_OPTIMIZER) -> str:
    """The same choice without the word: `{0.0001..1 log/9}`."""
    spread = found_rates(optimizer).spread
    return "" if spread is None else write_spread(spread)


def finds_rate(value: object) -> TypeGuard[Choice]:
    """Whether the value of a clause is written `find`."""
    return isinstance(value, Choice) and value.spread is not None and value.spread.word == FIND
