"""Texts and colours shared by a sweep's views."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from densemodel.charts import short
from densemodel.widgets.sweep._sweep_view import ENDED, SEED
from densemodel.wording import element, in_order, rounded, shortened

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.language import Variable
    from densemodel.widgets.sweep._sweep_view import SweepMoment


# They go from dark to light on a light page and from light to dark on a dark one, so that the best
# always stands out; css/tokens.css has them for each theme.


LIGHT = ("#1b2c63", "#1f559b", "#1b76a8", "#41b0c0", "#6fc2ae", "#9dca8a", "#c4bf62")
"""The colours of the light theme, the best first; pictures that stay in the file have these."""
DARK_WORDS_FROM = 3
"""From this place on, words on a colour are dark in the light theme."""
_MOST_LEFT = 0.9
"""What is worse than nine tenths of all has the last colour: one trial that diverged must not
make all others look alike."""


def steps_of(scores: Sequence[float]) -> np.ndarray:
    """The place of each score in the row of colours, from 0 for the best.

    Args:
        scores: Finite, lower is better.
    """
    values = np.asarray(scores, dtype=float)
    if not len(values):
        return np.empty(0, dtype=int)
    if values.min() > 0:
        values = np.log(values)
    low, high = values.min(), np.quantile(values, _MOST_LEFT, method="higher")
    shares = (values - low) / (high - low) if high > low else (values > low).astype(float)
    steps: np.ndarray = (shares * len(LIGHT)).clip(0, len(LIGHT) - 1).astype(int)
    return steps


def colour_of(step: int) -> str:
    """The colour of a place, as CSS."""
    return f"var(--dm-score-{step + 1}, {LIGHT[step]})"


def colour_on(step: int) -> str:
    """The colour of words on it, as CSS."""
    light = "#212121" if step >= DARK_WORDS_FROM else "#ffffff"
    return f"var(--dm-on-score-{step + 1}, {light})"


def legend_html(name: str, scores: Sequence[float]) -> str:
    """`validation loss  0.098 ■■■■■■■ 0.61`, the best left."""
    if not len(scores):
        return ""
    chips = "".join(
        f'<i style="background:{colour_of(step)}" aria-hidden="true"></i>'
        for step in range(len(LIGHT))
    )
    best, worst = rounded(min(scores)), rounded(max(scores))
    ends = element("span", f"{name}: {best}, best"), element("span", f"{worst}, worst")
    return f'<span class="dm-score-legend">{ends[0]}<span>{chips}</span>{ends[1]}</span>'


_DIGITS = 4
_LONGEST_PLAIN = 6
"""Characters of a number that is read at a glance as it was written."""
_LONGEST_REASON = 120
_CLAUSE_END = re.compile(r"[,;.]\s|\.$| any more\b| at step \d")
_NO_LOSS = "No trial has a loss to show."


def shown(variable: Variable, text: str) -> str:
    """An alternative as text: a long number with four digits, all else as written.

    Args:
        variable: The choice.
        text: One of its values; what goes back into a spec is this text, never what is shown.
    """
    return _shown(variable).get(text, text)


def in_numbers(variable: Variable) -> list[str]:
    """The alternatives in ascending order; as written if they are not numbers."""
    if variable.numbers is None:
        return list(variable.values)
    pairs = sorted(zip(variable.numbers, variable.values, strict=True))
    return list(dict.fromkeys(text for _, text in pairs))


def short_value(text: str, longest: int) -> str:
    """A value cut to its space."""
    return shortened(" ".join(in_order(text).split()), longest)


def shown_values(moment: SweepMoment, number: int) -> str:
    """`units 64, lr 0.01778` of the trial of this number."""
    pairs = zip(moment.variables, moment.trial(number).values, strict=True)
    return ", ".join(f"{variable.name} {shown(variable, text)}" for variable, text in pairs)


def reason_of(sentence: str) -> str:
    """The first clause of a failure, which is the same for all trials that failed so."""
    said = in_order(sentence)
    end = _CLAUSE_END.search(said)
    return shortened(
        said[: end.start()] if end is not None and end.start() else said, _LONGEST_REASON
    )


def empty_words(moment: SweepMoment, not_yet: str) -> str:
    """The text shown without scores; empty once a trial has one.

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
