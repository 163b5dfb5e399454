"""Rules on the settings: the learning rate, its steps, and what limits the weights."""

from __future__ import annotations

import re
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from densemodel.language import optimizer_words, rate_clause
from densemodel.training.diagnosis._rule_tools import (
    ALL,
    FAR_RATE,
    OF_PAPERS,
    SURELY_FAR,
    is_adaptive,
    is_rate_high,
    movement,
    offer,
    parameters,
    smaller_rate,
    usual_rate,
    without_option,
    words_in_place,
)
from densemodel.wording import rounded

if TYPE_CHECKING:
    from densemodel.data import Finding
    from densemodel.training.diagnosis._symptoms import Symptoms

_MOVED = 1.0
"""Weights that can have moved by at most their own size in all steps have learned little."""

ENOUGH_STEPS = 1_000
"""At a usual rate, a small network learns most of what it can in this many steps."""

_USUAL_CLIP = 1.0
"A threshold that passes the gradients of a healthy network, and cuts those that explode."

_STRONG_DROP, _USUAL_DROP = 0.5, 0.2
"""The largest rate that Srivastava et al. 2014 use in hidden layers, and the rate to suggest."""


def rate_is_too_low(s: Symptoms) -> Finding | None:
    """The steps are so short that all of them together lead nowhere."""
    if s.steps < 2:
        return None
    rate, usual, name = s.settings.learning_rate, usual_rate(s.settings), s.settings.optimizer.name
    words = f"lr {usual:g}"
    is_low = rate <= usual / FAR_RATE
    has_fallen = not s.is_early and s.rate < s.rate_at(0) and s.rate <= rate / FAR_RATE**2
    if is_low and name in OF_PAPERS:
        known = f"the learning rate, {rate:g}, is too low for {name}"
        return offer(f"{known}. Restart with {words}", words)
    moved = movement(s)
    if not (is_low or has_fallen) or moved * _ahead(s) >= _MOVED:
        return None
    if not is_low:
        return offer(
            f"the learning rate has fallen from {rate:g} to {rounded(s.rate, 2)}, before anything "
            f"was learned: it is too low. Write {words}",
            words,
        )
    times = usual / rate
    # so low a rate is to blame even in a short run
    if times < 30.0 and (s.is_early or moved * times < _MOVED):
        return None  # a higher rate alone would not help in so few steps
    return offer(
        f"the learning rate, {rate:g}, is too low: all {s.steps:,} steps moved the weights by at "
        f"most {100 * moved:.2g} % of their size. Restart with {words}",
        words,
    )


def _ahead(s: Symptoms) -> float:
    """How much further than so far the weights may move, at most; 1 if the run is not early.

    Slow networks learn with a tenth of a movement of 1.
    """
    return 10 * max(ENOUGH_STEPS, s.planned_steps) / max(s.steps, 1) if s.is_early else 1.0


def rate_is_too_high(s: Symptoms) -> Finding | None:
    """The steps overshoot: the loss jumps, or stays above the baseline."""
    guess, loss = s.baseline_loss, s.column("loss")
    is_above = guess is not None and len(loss) > 0 and loss[s.row] > guess + 0.05 * abs(guess)
    is_above_usual = s.settings.learning_rate > usual_rate(s.settings)
    if not is_rate_high(s.spec) and not (is_above and is_above_usual and not s.falls):
        return None
    # a healthy network may begin above the baseline, and its loss falls below it
    if s.is_early and not (is_above and is_rate_high(s.spec, SURELY_FAR)):
        return None
    if s.is_early and s.skill_in_training > 0:
        return None
    learns = s.falls and not is_above and s.skill > 0
    if learns and not is_rate_high(s.spec, SURELY_FAR):
        return None
    words = smaller_rate(s.spec)
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
    if s.share_won >= 0.35:  # then it gets a hint to continue
        return None
    last = len(s.column("loss")) - 1
    # a run that still learns has its best evaluation in its last quarter; few can't show that
    if last >= 4 and s.row < 0.75 * last:
        return None
    if s.steps > ENOUGH_STEPS:
        return None
    wanted = max(3_000, FAR_RATE * s.steps)
    words = f"epochs {ceil(wanted / max(s.steps_per_epoch, 1))}"
    if s.settings.epochs is None:
        words = f"steps {ceil(wanted)}"
    known = f"{s.steps:,} step{' is' if s.steps == 1 else 's are'} too few"
    why = " to learn from" if s.is_too_short else ": the loss is still falling"
    return offer(f"{known}{why}. Write {words}", words)


def clip_holds_back(s: Symptoms) -> Finding | None:
    """A clipping threshold far below the gradient makes every step short."""
    options = dict(s.settings.optimizer.arguments)
    by_norm = options.get("clipnorm", options.get("global_clipnorm"))
    limit = by_norm if by_norm is not None else options.get("clipvalue")
    if not isinstance(limit, float | int) or not s.now.layers or limit >= _USUAL_CLIP:
        return None
    layer = max(s.now.layers, key=lambda one: one.gradient_norm)
    count = parameters(s, layer)
    norm = limit if by_norm is not None else limit * np.sqrt(count)
    if is_adaptive(s):
        # Adam and similar optimizers divide by the gradient's size plus 1e-7: ten times that
        holds = norm / np.sqrt(count) < 1e-6
    else:
        is_short = movement(s, gradient_limit=float(norm)) * _ahead(s) < _MOVED
        holds = layer.gradient_norm > 10.0 * norm and is_short
    if not holds:
        return None
    size = rounded(layer.gradient_norm, 2)
    if "global_clipnorm" in options:
        words = _without_option_of_optimizer(s, "global_clipnorm")
        what = (
            f"global_clipnorm={limit:g} limits the steps: it clips a gradient with a norm of {size}"
        )
    else:
        kind = "norm" if by_norm is not None else "value"
        words = f"clip {kind} {_USUAL_CLIP:g}"
        what = (
            f"clip {kind} {limit:g} limits the steps: the gradient has a norm of {size}, and is "
            f"clipped to {rounded(float(norm), 2)}"
        )
    return offer(f"{what}. Write {words}", words)


def penalty_holds_back(s: Symptoms) -> Finding | None:
    """l1 and l2 that outweigh the loss pull all weights to 0."""
    guess = s.baseline_loss
    if guess is None:
        return None
    penalties = [(_penalty_at_start(layer), layer) for layer in s.model.layers]
    penalty, heaviest = max(penalties, key=lambda pair: pair[0], default=(0.0, None))
    # beyond half of the baseline's loss, at the start, it is what training reduces first
    if heaviest is None or penalty <= (2.0 if s.is_early else 0.5) * abs(guess):
        decay = dict(s.settings.optimizer.arguments).get("weight_decay")
        # from 0.3 on, a weight is pulled to 0 within the steps in which it learns
        if not isinstance(decay, float | int) or decay < 0.3:
            return None
        words = _without_option_of_optimizer(s, "weight_decay")
        what = f"weight_decay={decay:g} pulls the weights to 0, whatever they learn"
        return offer(f"{what}: write {words}", words)
    name = "l2" if _strength(heaviest, "l2") else "l1"
    words = words_in_place(s.spec, lambda stage: without_option(stage, "l1", "l2"), ALL)
    return offer(
        f"{name}={_strength(heaviest, name):g} pulls the weights to 0: with weights of the usual "
        f"size it adds {rounded(penalty, 2)} to the baseline's loss of {rounded(guess, 2)}. "
        f"Leave {name} out",
        words,
    )


def _strength(layer: object, name: str) -> float:
    return float(getattr(getattr(layer, "kernel_regularizer", None), name, 0.0) or 0.0)


def _penalty_at_start(layer: object) -> float:
    """The l1 and l2 penalties of a layer, with weights of Glorot's size."""
    kernel = getattr(layer, "kernel", None)
    if kernel is None:
        return 0.0
    shape = tuple(kernel.shape)
    places = int(np.prod(shape[:-2])) if len(shape) > 2 else 1
    size = np.sqrt(2 / max(places * (shape[-1] + (shape[-2] if len(shape) > 1 else 1)), 1))
    count = int(np.prod(shape))
    return float(
        count * (_strength(layer, "l2") * size**2 + _strength(layer, "l1") * size * 0.87)
    )  # 0.87: mean to root mean square of a uniform distribution


def _without_option_of_optimizer(s: Symptoms, name: str) -> str:
    words = without_option(optimizer_words(s.spec), name)
    return f"{words} {rate_clause(s.spec, s.settings.learning_rate)}"


def dropout_holds_back(s: Symptoms) -> Finding | None:
    """Heavy dropout leaves few units, and different ones in each step."""
    layers = [one for one in s.model.layers if "Dropout" in type(one).__name__]
    rates = [float(one.rate) for one in layers if one.rate]
    left = float(np.prod([1 - rate for rate in rates]))
    if not rates or left > (0.02 if s.is_early else 0.35):  # of the units of all layers together
        return None

    def usual(found: re.Match[str]) -> str:
        rate = float(found[2])
        return f"{found[1]} {_USUAL_DROP:g}" if rate >= _STRONG_DROP else found[0]

    words = words_in_place(s.spec, lambda stage: re.sub(r"\b(s?drop) ([\d.e-]+)", usual, stage))
    most = max(rates)
    what = f"drop {most:g} leaves {100 * (1 - most):.3g} % of the units in each step"
    if len(rates) > 1:
        what = f"{len(rates)} layers of dropout leave {100 * left:.3g} % of what passes through"
    return offer(f"{what}, too little to learn from: write drop {_USUAL_DROP:g}", words)
