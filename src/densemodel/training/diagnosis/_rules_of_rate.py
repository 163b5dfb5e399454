"""Rules on the learning rate, and on the length of training."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from densemodel.training.diagnosis._rule_tools import (
    BAD,
    FAR_RATE,
    OF_PAPERS,
    SURELY_FAR,
    is_rate_high,
    movement,
    offer,
    smaller_rate,
)
from densemodel.wording import rounded

if TYPE_CHECKING:
    from densemodel.data import Finding
    from densemodel.training.diagnosis._symptoms import Symptoms

_MOVED = 1.0
"""Weights that can have moved by at most their own size in all steps have learned little."""

_FAR_LOW = 30.0
"""A rate lower than the optimizer's default by this factor is to blame even in a short run."""

_ENOUGH_STEPS = 1_000
"""At a usual rate, a small network learns most of what it can in this many steps."""

_WANTED_STEPS = 3_000
"""The steps of a run whose length the user did not set."""

_STILL_BEST, _ENOUGH_EVALUATIONS = 0.75, 4
"""A run that still learns has its best evaluation in its last quarter; a few evaluations can't show
that."""

_TOO_FEW = 0.35
"""Too few steps are a finding below this share of the possible skill; above it, the run gets a hint
to continue."""


def rate_is_too_low(s: Symptoms) -> Finding | None:
    """The steps are so short that all of them together lead nowhere."""
    if s.share_won >= BAD or s.steps < 2:  # noqa: PLR2004
        return None
    moved, mean = movement(s), s.rate
    is_low = s.settings.learning_rate <= s.usual_rate / FAR_RATE
    has_fallen = s.settings.schedule is not None and mean <= s.settings.learning_rate / FAR_RATE**2
    if is_low and s.settings.optimizer.name in OF_PAPERS:
        return offer(
            f"the learning rate, {s.settings.learning_rate:g}, is too low for "
            f"{s.settings.optimizer.name}. Restart with lr {s.usual_rate:g}",
            f"lr {s.usual_rate:g}",
        )
    if not (is_low or has_fallen) or moved >= _MOVED:
        return None
    times = s.usual_rate / s.settings.learning_rate
    if is_low and times < _FAR_LOW and moved * times < _MOVED:
        return None  # a higher rate alone would not help in so few steps
    words = f"lr {s.usual_rate:g}"
    if has_fallen and not is_low:
        return offer(
            f"the learning rate has fallen from {s.settings.learning_rate:g} to "
            f"{rounded(mean, 2)}, before anything was learned: it is too low. Write {words}",
            words,
        )
    return offer(
        f"the learning rate, {s.settings.learning_rate:g}, is too low: all {s.steps:,} steps "
        f"moved the weights by at most {_percent(moved)} of their size. Restart with {words}",
        words,
    )


def rate_is_too_high(s: Symptoms) -> Finding | None:
    """The steps overshoot: the loss jumps, or stays above the baseline."""
    if s.share_won >= BAD:
        return None
    guess = None if s.guess is None else s.guess.loss
    loss = s.column("loss")
    is_above = guess is not None and len(loss) > 0 and loss[s.row] > guess + 0.05 * abs(guess)
    is_high = is_rate_high(s.spec)
    is_above_usual = s.settings.learning_rate > s.usual_rate
    if not is_high and not (is_above and is_above_usual and not s.falls):
        return None
    is_far_too_high = is_rate_high(s.spec, SURELY_FAR)
    if s.falls and not is_above and s.skill > 0 and not is_far_too_high:
        return None  # the run learns
    words = f"lr {smaller_rate(s.spec):g}"
    beside = "" if guess is None else f", and the baseline is {rounded(guess)}"
    return offer(
        f"the learning rate, {s.settings.learning_rate:g}, is too high: the loss stays at "
        f"{rounded(float(loss[-1]))}{beside}. Restart with {words}",
        words,
    )


def steps_are_too_few(s: Symptoms) -> Finding | None:
    """All planned steps are done, and the run still learns and has won little."""
    if not s.has_ended or s.steps < s.planned_steps or not s.falls:
        return None  # before simple models are trained, so that a good run never waits
    if s.share_won >= _TOO_FEW:
        return None
    last = len(s.column("loss")) - 1
    if last >= _ENOUGH_EVALUATIONS and s.row < _STILL_BEST * last:
        return None  # the validation loss was lower before
    settings, per_epoch = s.settings, max(s.steps_per_epoch, 1)
    if s.steps > _ENOUGH_STEPS:
        return None
    wanted = max(_WANTED_STEPS, FAR_RATE * s.steps)
    if settings.epochs is None:
        words = f"steps {ceil(wanted)}"
    else:
        words = f"epochs {ceil(wanted / per_epoch)}"
    known = f"{s.steps:,} step{' is' if s.steps == 1 else 's are'} too few"
    why = " to learn from" if s.is_too_short else ": the loss is still falling"
    return offer(f"{known}{why}. Write {words}", words)


def _percent(share: float) -> str:
    return f"{100 * share:.2g} %"
