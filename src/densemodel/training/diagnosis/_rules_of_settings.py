"""Rules on settings that limit the weights: clipping, penalties, dropout."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from densemodel.language import optimizer_words, rate_clause
from densemodel.training.diagnosis._rule_tools import (
    BAD,
    is_adaptive,
    movement,
    offer,
    parameters,
    without_option,
    words_everywhere,
    words_in_place,
)
from densemodel.wording import rounded

if TYPE_CHECKING:
    from densemodel.data import Finding
    from densemodel.training.diagnosis._symptoms import Symptoms

_MOVED = 1.0
"""Weights that can have moved by at most their own size in all steps are limited."""

_HELD = 10.0
"""Clipping is too strong if it shrinks the gradient by this factor."""

_EPSILON = 1e-6
"""Adam and similar optimizers divide by the gradient's size plus 1e-7; this is ten times that."""

_USUAL_CLIP = 1.0
"A threshold that passes the gradients of a healthy network, and cuts those that explode."

_HEAVY = 0.5
"""A penalty above this share of the baseline's loss, at the size of the initial weights, is what
training reduces first."""

_DECAY = 0.3
"""From this weight_decay on, a weight is pulled to 0 within the steps in which it learns."""

_LEFT = 0.35
"""Dropout is heavy if it leaves less than this share of the units of all layers together."""

_STRONG_DROP, _USUAL_DROP = 0.5, 0.2
"""The largest rate that Srivastava et al. 2014 use in hidden layers, and the rate to suggest."""

_DROP = re.compile(r"\b(s?drop) ([\d.e-]+)")


def clip_holds_back(s: Symptoms) -> Finding | None:
    """A clipping threshold far below the gradient makes every step short."""
    options = dict(s.settings.optimizer.arguments)
    by_norm = options.get("clipnorm", options.get("global_clipnorm"))
    limit = by_norm if by_norm is not None else options.get("clipvalue")
    if not isinstance(limit, float | int) or s.share_won >= BAD or not s.now.layers:
        return None
    if limit >= _USUAL_CLIP:
        return None
    layer = max(s.now.layers, key=lambda one: one.gradient_norm)
    count = parameters(s, layer)
    norm = limit if by_norm is not None else limit * np.sqrt(count)
    if is_adaptive(s):
        holds = norm / np.sqrt(count) < _EPSILON
    else:
        is_short = movement(s, gradient_limit=float(norm)) < _MOVED
        holds = layer.gradient_norm > _HELD * norm and is_short
    if not holds:
        return None
    kind = "norm" if by_norm is not None else "value"
    if "global_clipnorm" in options:
        words = _without_option_of_optimizer(s, "global_clipnorm")
        return offer(
            f"global_clipnorm={limit:g} limits the steps: it clips a gradient with a norm of "
            f"{rounded(layer.gradient_norm, 2)}. Write {words}",
            words,
        )
    return offer(
        f"clip {kind} {limit:g} limits the steps: the gradient has a norm of "
        f"{rounded(layer.gradient_norm, 2)}, and is clipped to {rounded(float(norm), 2)}. Write "
        f"clip {kind} {_USUAL_CLIP:g}",
        f"clip {kind} {_USUAL_CLIP:g}",
    )


def penalty_holds_back(s: Symptoms) -> Finding | None:
    """l1 and l2 that outweigh the loss pull all weights to 0."""
    guess = None if s.guess is None else s.guess.loss
    if guess is None or s.share_won >= BAD:
        return None
    penalties = [(_penalty_at_start(layer), layer) for layer in s.model.layers]
    penalty, heaviest = max(penalties, key=lambda pair: pair[0], default=(0.0, None))
    if heaviest is None or penalty < _HEAVY * abs(guess):
        return _decay_holds_back(s)
    name = "l2" if _strength(heaviest, "l2") else "l1"
    words = words_everywhere(s.spec, lambda stage: without_option(stage, "l1", "l2"))
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
    places = int(np.prod(shape[:-2])) if len(shape) > 2 else 1  # noqa: PLR2004
    size = np.sqrt(2 / max(places * (shape[-1] + (shape[-2] if len(shape) > 1 else 1)), 1))
    count = int(np.prod(shape))
    return float(
        count * (_strength(layer, "l2") * size**2 + _strength(layer, "l1") * size * 0.87)
    )  # 0.87: mean to root mean square of a uniform distribution


def _decay_holds_back(s: Symptoms) -> Finding | None:
    optimizer = s.settings.optimizer
    decay = dict(optimizer.arguments).get("weight_decay")
    if not isinstance(decay, float | int) or decay < _DECAY:
        return None
    words = _without_option_of_optimizer(s, "weight_decay")
    return offer(
        f"weight_decay={decay:g} pulls the weights to 0, whatever they learn: write {words}", words
    )


def _without_option_of_optimizer(s: Symptoms, name: str) -> str:
    words = without_option(optimizer_words(s.spec), name)
    rate = s.settings.learning_rate
    return f"{words} {rate_clause(s.spec, rate)}"


def dropout_holds_back(s: Symptoms) -> Finding | None:
    """Heavy dropout leaves few units, and different ones in each step."""
    rates = [rate for rate in map(_rate_of, s.model.layers) if rate]
    left = float(np.prod([1 - rate for rate in rates]))
    if not rates or left > _LEFT or s.share_won >= BAD:
        return None

    def usual(found: re.Match[str]) -> str:
        rate = float(found[2])
        return f"{found[1]} {_USUAL_DROP:g}" if rate >= _STRONG_DROP else found[0]

    words = words_in_place(s.spec, lambda stage: _DROP.sub(usual, stage))
    most = max(rates)
    what = f"drop {most:g} leaves {100 * (1 - most):.3g} % of the units in each step"
    if len(rates) > 1:
        what = f"{len(rates)} layers of dropout leave {100 * left:.3g} % of what passes through"
    return offer(f"{what}, too little to learn from: write drop {_USUAL_DROP:g}", words)


def _rate_of(layer: object) -> float:
    return float(layer.rate) if ("Dropout") in type(layer).__name__ else 0.0  # type: ignore[attr-defined]
