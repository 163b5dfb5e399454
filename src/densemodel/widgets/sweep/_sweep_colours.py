"""Scores as colours: seven steps from the best to the worst, told apart by colour-blind people.

They go from dark to light on a light page and from light to dark on a dark one, so that the best
always stands out; css/sweep.css has them for each theme.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.wording import element, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

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
