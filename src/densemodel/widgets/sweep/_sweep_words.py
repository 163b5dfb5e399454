"""What the parts of a sweep's panel say alike: a choice's number, a failure, an empty tab."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from densemodel.charts import short
from densemodel.widgets.sweep._sweep_moment import ENDED, SEED
from densemodel.wording import in_order

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.language import Variable
    from densemodel.widgets.sweep._sweep_moment import SweepMoment

_DIGITS = 4
_LONGEST_PLAIN = 6
"""Characters of a number that is read at a glance as it was written."""
_LONGEST_REASON = 120
_CLAUSE_END = re.compile(r"[,;.]\s|\.$| any more\b| at step \d")
_NO_LOSS = "No trial has a loss to show."


def shown(variable: Variable, text: str) -> str:
    """An alternative as it is read: a long number with four digits, all else as written.

    Args:
        variable: The choice.
        text: One of its values; what goes back into a spec is this text, never what is shown.
    """
    return _shown(variable).get(text, text)


def shown_values(moment: SweepMoment, number: int) -> str:
    """`units 64, lr 0.01778` of the trial of this number."""
    pairs = zip(moment.variables, moment.trial(number).values, strict=True)
    return ", ".join(f"{variable.name} {shown(variable, text)}" for variable, text in pairs)


def reason_of(sentence: str) -> str:
    """Why a trial failed, as far as it is the same for all that failed so: the first clause."""
    said = in_order(sentence)
    end = _CLAUSE_END.search(said)
    reason = said[: end.start()] if end is not None and end.start() else said
    is_whole = len(reason) <= _LONGEST_REASON
    return reason if is_whole else f"{reason[: _LONGEST_REASON - 1].rstrip()}…"


def empty_words(moment: SweepMoment, not_yet: str) -> str:
    """What stands where nothing is drawn; nothing once a trial has a score.

    Args:
        moment: What is so.
        not_yet: Said as long as something may come.
    """
    if moment.ranked:
        return ""
    return _NO_LOSS if moment.results and moment.state in ENDED else not_yet


@lru_cache(maxsize=64)
def _shown(variable: Variable) -> Mapping[str, str]:
    if variable.numbers is None or variable.name == SEED:
        return {}
    pairs = zip(variable.values, variable.numbers, strict=True)
    said = {text: _in_short(text, number) for text, number in pairs}
    # two that would look alike are told apart by all their digits
    return said if len(set(said.values())) == len(said) else {}


def _in_short(text: str, number: float) -> str:
    return text if len(text) <= _LONGEST_PLAIN else short(number, _DIGITS).replace("e+", "e")
