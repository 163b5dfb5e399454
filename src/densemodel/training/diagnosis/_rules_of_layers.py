"""Rules on the measurements of layers: dead, saturated or equal units, and gradients."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from densemodel.training.diagnosis._meter import CAN_DIE, ENDS
from densemodel.training.diagnosis._rule_tools import (
    BAD,
    LARGE_INIT,
    POOR,
    SMALL_INIT,
    SURELY_FAR,
    effective_rate,
    is_rate_high,
    keras_layer,
    note,
    offer,
    offer_usual_init,
    says_init,
    shown,
    size_of_weights,
    size_of_x,
    smaller_rate,
    usual_rate,
    words_in_place,
    words_of_scale,
)
from densemodel.wording import counted, enumerated, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data import Finding
    from densemodel.language import Spec
    from densemodel.training.diagnosis._measurement import LayerMeasurement
    from densemodel.training.diagnosis._symptoms import Symptoms

MOST_DEAD = 0.5
"""With this share of dead units, a layer is not what the user wrote."""

MANY_DEAD = 0.33
"""With this share of dead units, a layer is mentioned even where the network learns well."""

_ALL_DEAD = 0.9
"""With this share of dead units, later layers have next to nothing to learn from."""

_DEAD_RATE = 20.0
"""A rate of this many times the optimizer's default kills half of a layer."""

_FALL = 100.0
"""A gradient that falls or grows by this factor through the hidden layers (see Glorot and Bengio
2010): the first layer learns a hundred times as slowly as the last."""


def normalizes(s: Symptoms, *more: str) -> bool:
    """Whether the network has batch normalization, or a layer of one of the other classes."""
    return any(type(one).__name__ in {"BatchNormalization", *more} for one in s.model.layers)


def units_are_equal(s: Symptoms) -> Finding | None:
    """Units with equal initial weights get equal gradients and stay equal."""
    equal = (one for one in s.hidden if one.units > 1 and one.unit_spread < 0.01)
    layer = next(equal, None) if says_init(s.spec) else None
    if layer is None:
        return None
    known = f"all {layer.units:,} units of {layer.words} have equal weights"
    return offer_usual_init(s, f"{known}, so they learn the same and act as one: write")


def layers_are_too_many(s: Symptoms) -> Finding | None:
    """Through many layers of relu without normalization, little passes in either direction."""
    are_relu = all("relu" in layer.activation for layer in s.hidden)
    # so many rarely train without normalization; three do, on small data
    if len(s.hidden) < 12 or not are_relu or normalizes(s, "LayerNormalization"):
        return None
    if _bias_of(s.spec) < 0 or is_rate_high(s.spec, _DEAD_RATE):
        return None
    if words_of_scale(s) or s.offers("target norm"):
        return None  # few layers would not learn from these numbers either
    words = words_in_place(s.spec, lambda stage: re.sub(r"^([4-9]|\d\d+)\*", "3*", stage))
    if not words:
        stages = s.spec.network_text.split(" -> ")[1:-1]
        words = f"{' -> '.join(stages)} => {' -> '.join(stages[:3])}"
    what = f"{len(s.hidden)} layers of relu without normalization pass on little of the gradient"
    return offer(f"{what}: write {shown(words)}", words)


def units_are_dead(s: Symptoms) -> Finding | None:
    """Units that give 0 for every row get no gradient and never recover."""
    layer = _most_dead(s)
    if layer is None:
        return None
    known = _known_dead(s, [layer])
    are_most = layer.dead >= _ALL_DEAD * layer.units
    is_high = is_rate_high(s.spec, _DEAD_RATE)
    is_sure = layer.dead == layer.units or (are_most and is_high) or s.skill_in_training < -1
    if s.is_early and not is_sure:
        return None  # with more steps it may do well without them
    # a network with a skill of 0.97 gets no finding about its units
    if is_high and s.skill < 0.97:
        return _rate_is_high(s, known)
    if s.share_won >= (POOR if are_most else BAD):
        return None  # it does well without them
    bias = _bias_of(s.spec)
    # so many relu layers with Glorot's weights, 0.7 of he_normal's, pass on a tenth
    is_deep = len(s.hidden) >= 8 and layer is not s.hidden[0]
    is_usual = not says_init(s.spec) and bias >= 0 and not is_rate_high(s.spec)
    if is_deep and is_usual and size_of_weights(s, layer) < LARGE_INIT and _falls_back(s):
        return None  # because next to nothing reaches it
    found = _usual_cause(
        s,
        known,
        is_by_bias=_is_dead_by_bias(s, layer),
        by_init="of their initial weights",
        # explains a layer whose units are all dead, if nothing else does
        is_rate_suspect=effective_rate(s.settings) >= 3.0 * usual_rate(s.settings),
    )
    what, words = ", because y is far from 0: write target norm", "target norm"
    if not s.offers(words):
        words, what = _leaky(s.spec), ": write leaky_relu instead of relu"
    return found or offer(f"{known}{what}", words)


def many_units_are_dead(s: Symptoms) -> Finding | None:
    """A network that learns well without some of its units computes them for nothing.

    Counts the layers of which no other rule tells how many of their units are dead.
    """
    dead = [layer for layer in s.hidden if layer.dead >= max(MANY_DEAD * layer.units, 1)]
    other = units_are_dead(s)
    if other is not None:
        dead = [layer for layer in dead if layer is not _most_dead(s)]
    if not dead:
        return None
    known = _known_dead(s, dead)
    if other is not None:
        return note(known)  # what to change is in the other finding
    fix, words = "bias 0", "bias 0"
    if any(_is_dead_by_bias(s, layer) for layer in dead):
        known += f", because each starts with bias {_bias_of(s.spec):g}"
    elif words := words_of_scale(s):
        known, fix = f"{known}, because x is not scaled", f"{words} after the input"
    else:
        fix, words = "leaky_relu instead of relu", _leaky(s.spec)
    if not words:
        return note(known)  # of an activation other than relu
    to_use = "To use them too"
    if s.share_won >= BAD:
        to_use = "The network learns without them: to use them too"
    return note(f"{known}. {to_use}, write {fix}", words)


def _most_dead(s: Symptoms) -> LayerMeasurement | None:
    """The first layer with so many dead units that they may be the problem."""
    dead = [layer for layer in s.hidden if layer.dead >= MOST_DEAD * layer.units]
    return next((one for one in dead if one.dead >= _ALL_DEAD * one.units), next(iter(dead), None))


def _known_dead(s: Symptoms, layers: Sequence[LayerMeasurement]) -> str:
    """How many units of some layers are dead, as the beginning of a sentence."""
    counts = [_units(one.dead, one) for one in layers[:3]]
    if more := len(layers) - len(counts):
        counts.append(f"at least a third of {counted(more, 'more layer')}")
    is_one = len(layers) == 1 and layers[0].dead == 1
    verbs = ("is", "gives") if is_one else ("are", "give")
    return f"{enumerated(counts)} {verbs[0]} dead and {verbs[1]} 0 for {s.dead_rows}"


def _is_dead_by_bias(s: Symptoms, layer: LayerMeasurement) -> bool:
    trained = getattr(keras_layer(s, layer), "bias", None)
    return _bias_of(s.spec) < 0 and trained is not None and bool(np.mean(trained.numpy()) < 0)


def _leaky(spec: Spec) -> str:
    return words_in_place(spec, lambda stage: re.sub(r"\brelu6?\b", "leaky_relu", stage))


def _usual_cause(
    s: Symptoms,
    known: str,
    *,
    is_by_bias: bool,
    by_init: str,
    is_rate_suspect: bool,
    sees_x: bool = True,
) -> Finding | None:
    """The first cause of dead or saturated units that applies; `by_init` follows `because`.

    `sees_x`: whether no earlier layer bounds what x gives.
    """
    if is_by_bias:
        start = f"each starts with bias {_bias_of(s.spec):g}"
        return offer(f"{known}, because {start}: write bias 0", "bias 0")
    if by_init and says_init(s.spec) and not is_rate_high(s.spec):
        return offer_usual_init(s, f"{known}, because {by_init}: write")
    scale = words_of_scale(s) if sees_x else ""
    if is_rate_high(s.spec, SURELY_FAR) or (is_rate_suspect and not scale):
        return _rate_is_high(s, known)
    if scale:
        return offer(f"{known}, because x is not scaled: write {scale} after the input", scale)
    return None


def _rate_is_high(s: Symptoms, known: str) -> Finding:
    words, rate = smaller_rate(s.spec), f"The learning rate, {s.settings.learning_rate:g},"
    return offer(f"{known}. {rate} is too high: restart with {words}", words)


def _units(count: int, layer: LayerMeasurement) -> str:
    """Some units of a layer: `all 8 units of hidden layer 1`."""
    if layer.units == 1:
        return f"the unit of {layer.words}"
    share = f"all {count:,}" if count == layer.units else f"{count:,} of the {layer.units:,}"
    return f"{share} units of {layer.words}"


def units_are_saturated(s: Symptoms) -> Finding | None:
    """Units at the flat ends of sigmoid or tanh pass on almost no gradient."""
    for layer in s.hidden:
        size, reach = size_of_weights(s, layer), _saturation(layer)
        # the layer then passes on at most half of the gradient
        if layer.saturated >= max(0.5 * layer.units, 1):
            known = (
                f"{_units(layer.saturated, layer)} {'is' if layer.saturated == 1 else 'are'} "
                f"saturated, at an end of {layer.activation} for nearly every row"
            )
        elif reach > 0.9 and size > LARGE_INIT:
            known = (
                f"the units of {layer.words} are saturated, {100 * reach:.0f} % of the way to the "
                f"ends of {layer.activation}"
            )
        else:
            continue
        times = f"their initial weights are {rounded(size, 2)} times as large as usual"
        found = _usual_cause(
            s,
            known,
            is_by_bias=abs(_bias_of(s.spec)) >= 2.0,  # outweighs an x of size 1
            by_init=times if size > LARGE_INIT else "",
            is_rate_suspect=is_rate_high(s.spec),
            sees_x=layer is s.hidden[0],
        )
        instead = f"{known}: write relu instead of {layer.activation}"
        return found or offer(instead, words_in_place(s.spec, _with_relu))
    return None


def _saturation(layer: LayerMeasurement) -> float:
    """How near activations are to the ends: 1 is at an end, 0 half way between."""
    if layer.activation not in ENDS or layer.activation in CAN_DIE:
        return 0.0
    low, high = ENDS[layer.activation]
    half, middle = (high - low) / 2, (high + low) / 2
    return float(np.hypot(layer.activation_std, layer.activation_mean - middle)) / half


def gradients_explode(s: Symptoms) -> Finding | None:
    """Signals that grow from layer to layer make steps of the first layers overshoot."""
    layers = s.now.layers
    if len(layers) < 2 or not says_init(s.spec):
        return None
    size = _median_size(s)
    growth = max(layer.activation_std for layer in layers[:-1]) / max(size_of_x(s), 1e-9)
    gradient = max(layer.gradient_norm for layer in layers)
    if size < LARGE_INIT or max(growth, gradient) < _FALL:
        return None
    what = f"the gradient has a norm of {rounded(gradient, 2)}"
    if growth >= _FALL:
        what = f"activations grow to {rounded(growth, 2)} times the size of x"
    times = f"the initial weights are {rounded(size, 2)} times as large as usual"
    return offer_usual_init(s, f"{what}: {times}, so the gradients explode. Write")


def weights_begin_too_small(s: Symptoms) -> Finding | None:
    """The signal shrinks from layer to layer, and so does the gradient on its way back."""
    if len(s.hidden) < 2 or not says_init(s.spec):
        return None
    size = _median_size(s)
    first, last = s.hidden[0].activation_std, s.hidden[-1].activation_std
    passes_little = last * _FALL < first
    if size > SMALL_INIT or not (passes_little or _falls_back(s)):
        return None
    known = _vanishing(s)
    if not _falls_back(s):
        known = (
            "activations and the gradient vanish: they fall from "
            f"{rounded(first, 2)} in hidden layer 1 to {rounded(last, 2)} in the last hidden one"
        )
    times = f"The initial weights are {rounded(size, 2)} times as large as usual"
    return offer_usual_init(s, f"{known}. {times}: write")


def gradients_vanish(s: Symptoms) -> Finding | None:
    """A gradient that shrinks from layer to layer leaves the first layers untrained."""
    if len(s.hidden) < 2 or not _falls_back(s):
        return None
    if is_rate_high(s.spec) and _median_size(s) > LARGE_INIT:
        return None  # too large steps moved the weights to where no gradient passes
    flat = [layer.activation for layer in s.hidden if layer.activation in ENDS]
    if flat:
        words = words_in_place(s.spec, _with_relu)
        kind = max(set(flat), key=flat.count)
        return offer(f"{_vanishing(s)}. Write relu instead of {kind}", words)
    if not says_init(s.spec):
        return offer(f"{_vanishing(s)}. Write init he_normal", "init he_normal")
    words = words_in_place(s.spec, lambda stage: re.sub(r" (\w*relu)\b", r" bn \1", stage))
    return offer(f"{_vanishing(s)}. Write bn before each activation", words)


def _median_size(s: Symptoms) -> float:
    return float(np.median([size_of_weights(s, layer) for layer in s.hidden]))


def _ends(s: Symptoms) -> tuple[float, float]:
    """The gradient norms of the first and the last layer, when they were furthest apart.

    In a run that no longer moves, the last layer has none either, once it has learned the baseline.
    """
    taken = [one.layers for one in (s.now, s.first) if one is not None and len(one.layers) > 1]
    pairs = [(layers[0].gradient_norm, layers[-1].gradient_norm) for layers in taken]
    return max(pairs, key=lambda pair: pair[1] / max(pair[0], 1e-30))


def _falls_back(s: Symptoms) -> bool:
    first, last = _ends(s)
    flat = sum(layer.activation in ENDS for layer in s.hidden)
    if s.is_early and flat:
        return last > 10 * _FALL * first  # with more steps, less holds back no network
    # a network that has learned nothing continues to fall, because the weights do not move
    is_stuck = flat >= 4 and s.skill < 0.1
    return last > (30.0 if is_stuck else _FALL) * first


def _vanishing(s: Symptoms) -> str:
    first, last = _ends(s)
    return (
        f"the gradient vanishes: it falls from {rounded(last, 2)} in the last layer to "
        f"{rounded(first, 2)} in the first hidden layer"
    )


def _with_relu(stage: str) -> str:
    names = "|".join(name for name in ENDS if name not in CAN_DIE)
    return re.sub(rf"\b({names})\b(?!=)", "relu", stage)


def _bias_of(spec: Spec) -> float:
    """The initial bias that the spec sets; 0 if it sets none."""
    biases = [clause.value for clause in spec.clauses if clause.word == "bias"]
    return float(biases[0]) if biases and isinstance(biases[0], int | float) else 0.0
