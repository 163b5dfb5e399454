"""What the rules share: how a finding is made, how far weights can move, which cause is likely."""

from __future__ import annotations

import re
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import Finding
from densemodel.language import OPTIMIZERS
from densemodel.training.diagnosis._words_of_change import words_everywhere

if TYPE_CHECKING:
    from densemodel.language import Settings, Spec
    from densemodel.training.diagnosis._measurement import LayerMeasurement
    from densemodel.training.diagnosis._symptoms import Symptoms


OF_PAPERS = {"Adadelta": 1.0, "Adagrad": 0.05, "Ftrl": 0.05}
"""Where Keras's own, 0.001 for all three, trains next to nothing: the rates of those who proposed
them (Zeiler 2012; Duchi et al. 2011; McMahan et al. 2013), as far as they trained small tables."""


def usual_rate(settings: Settings) -> float:
    """The rate that Keras gives an optimizer where none is said, or one that learns."""
    name = settings.optimizer.name
    known = OPTIMIZERS.get(name.lower())
    keras = known.learning_rate if known else settings.learning_rate
    return OF_PAPERS.get(name, keras)


TRAINING = "training"
"What findings of training are about."

BAD = 0.5
"""Below this share of what simple models reach, a result is clearly bad: noise of the split and a
plain choice of sizes cost a healthy network far less."""

POOR = 0.8
"""Below this share a result is worth a finding if a measure is beyond all doubt, as equal units."""

FAR_RATE = 10.0
"""A learning rate is far from the optimizer's own if it is this many times more, or less."""

HIGH_RATE = 30.0
"""Healthy networks are trained at 20 times Adam's own rate; from here on it needs no more than a
bad result to be the cause."""

SURELY_FAR = 100.0
"""So many times the optimizer's own rate, or less than it, is to blame, whatever else there is."""

LARGE_X = 4.0
"""x is not scaled if its root mean square is beyond this: columns of deviation 1 have 1."""

HIGHEST_RATE = {"SGD": 1.0}
"""Plain gradient descent is healthy up to 100 times Keras's default, on data of size 1."""

SMALL_INIT, LARGE_INIT = 0.5, 1.6
"""Weights of less, or more, than these times he_normal's size: in 8 layers what passes through
becomes 0.004 times as large or 40 times."""

_SCALING = frozenset({"Normalization", "Rescaling", "BatchNormalization", "LayerNormalization"})

_ADAPTIVE = frozenset(
    {
        "Adam",
        "AdamW",
        "Nadam",
        "Adamax",
        "RMSprop",
        "Lion",
        "Lamb",
        "ScheduleFreeAdamW",
        "Adafactor",
    }
)
"Optimizers whose steps have the size of the learning rate, whatever the gradient's."


def offer(message: str, accept: str = "") -> Finding:
    """A finding with the words that change what is wrong."""
    return Finding("offer", TRAINING, message, accept)


def note(message: str) -> Finding:
    """A finding that is good to know, with nothing to change."""
    return Finding("repair", TRAINING, message)


def is_adaptive(s: Symptoms) -> bool:
    """Whether the steps have the size of the learning rate, whatever the gradient's."""
    return s.settings.optimizer.name in _ADAPTIVE


def is_rate_high(spec: Spec, factor: float = HIGH_RATE) -> bool:
    """Whether the learning rate that training begins with is far above what is healthy."""
    highest = HIGHEST_RATE.get(spec.settings.optimizer.name, 0.0)
    return effective_rate(spec.settings) >= max(factor * usual_rate(spec.settings), highest)


def effective_rate(settings: Settings) -> float:
    """The learning rate, times what momentum makes of it."""
    return settings.learning_rate * boost_of(settings)


def boost_of(settings: Settings) -> float:
    """How many times longer momentum makes the steps."""
    momentum = dict(settings.optimizer.arguments).get("momentum", 0.0)
    is_plain = settings.optimizer.name == "SGD" and isinstance(momentum, float | int)
    return 1 / max(1 - momentum, 0.01) if is_plain else 1.0  # type: ignore[operator]


def smaller_rate(spec: Spec) -> float:
    """A smaller learning rate: the optimizer's own, or a tenth of one that is not above it."""
    rate = spec.settings.learning_rate
    usual = usual_rate(spec.settings)
    return usual if rate >= 2 * usual else float(f"{rate / 10:.3g}")


def movement(s: Symptoms, *, gradient_limit: float = float("inf")) -> float:
    """How far the weights of the layer that moves most can have moved, in units of their size.

    Args:
        s: A run.
        gradient_limit: Largest norm of the gradient of a layer, as clipping makes it.
    """
    mean_rate = _mean_rate(s)
    boost = boost_of(s.settings)
    best = 0.0
    for layer in s.now.layers:
        size = layer.weight_norm or 1.0
        gradient = min(max(layer.gradient_norm, _first_gradient(s, layer)), gradient_limit)
        step = sqrt(parameters(s, layer)) if is_adaptive(s) else boost * gradient
        best = max(best, mean_rate * step * s.steps / size)
    return best


def _first_gradient(s: Symptoms, layer: LayerMeasurement) -> float:
    """That of the first measurement: a run that stands still has none any more."""
    first = () if s.first is None else s.first.layers
    return max((one.gradient_norm for one in first if one.name == layer.name), default=0.0)


def _mean_rate(s: Symptoms) -> float:
    """The learning rate, as a mean over the steps done."""
    schedule = s.settings.schedule
    if schedule is None or schedule.kind == "plateau":
        return s.settings.learning_rate
    steps = np.unique(np.linspace(0, max(s.steps - 1, 0), 200).astype(int))
    return float(np.mean([s.rate_at(int(step)) for step in steps]))


def keras_layer(s: Symptoms, layer: LayerMeasurement) -> Any:
    """The Keras layer that was measured; None if the model does not name it so."""
    return next((one for one in s.model.layers if one.name == layer.name), None)


def parameters(s: Symptoms, layer: LayerMeasurement) -> int:
    """How many trainable numbers a layer has."""
    own = keras_layer(s, layer)
    return 1 if own is None else sum(int(np.prod(w.shape)) for w in own.trainable_weights)


def says_init(spec: Spec) -> bool:
    """Whether the spec says how weights begin, in a clause or in the brackets of a layer."""
    return "init" in spec.explicit_clauses or "init=" in spec.network_text


def usual_init_words(s: Symptoms) -> str:
    """Words that let the weights begin at the size that suits the hidden activations.

    He's size keeps that of x through relu layers, and x that is not scaled makes steps of it that
    end in a loss which is not a number: x is then scaled as well.
    """
    words = usual_init_for(s.spec)
    scale = words_of_scale(s) if "he_normal" in words else ""
    return f"{scale} ; {words}" if scale else words


def usual_init_for(spec: Spec) -> str:
    """Words that let the weights begin at the size that suits the hidden activations."""
    if "init=" in spec.network_text:
        return words_everywhere(spec, lambda stage: without_option(stage, "init"))
    is_relu = any("relu" in (layer.activation or "") for layer in spec.layers[:-1])
    return "init he_normal" if is_relu else "init glorot_uniform"


def shown(words: str) -> str:
    """Words as a sentence says them: of `old => new` the new ones."""
    said = (part.partition(" => ")[2] or part for part in words.split(" ; "))
    return " and ".join(said) if words else "other initial weights"


def without_option(stage: str, *names: str) -> str:
    """A stage without these options: `50 relu` of `50(l2=1) relu`."""
    for name in names:
        stage = re.sub(rf"\b{name}=[^,()]*(, )?", "", stage)
    return stage.replace(", )", ")").replace("()", "")


def size_of_weights(s: Symptoms, layer: LayerMeasurement) -> float:
    """The size of a layer's weights, in units of he_normal's."""
    return size_of_kernel(keras_layer(s, layer))


def size_of_kernel(layer: Any) -> float:
    """The size of a Keras layer's weights, in units of he_normal's, which keeps that of relu units.

    Glorot's, Keras's own, is 0.7 where a layer is as wide as the one before it.
    """
    kernel = getattr(layer, "kernel", None)
    if kernel is None:
        return 1.0
    values = np.asarray(kernel.numpy(), np.float64)
    fan_in = max(int(np.prod(values.shape[:-1])), 1)
    with np.errstate(all="ignore"):
        return float(np.sqrt(np.mean(np.square(values)))) / sqrt(2 / fan_in)


def words_of_scale(s: Symptoms) -> str:
    """The layer that scales x, where it is not scaled; empty where it is."""
    found = s.offers("norm", "scale")
    if found:
        return found[0].accept
    kinds = {type(layer).__name__ for layer in s.model.layers[:3]}
    return "" if kinds & _SCALING or size_of_x(s) < LARGE_X else "norm"


def size_of_x(s: Symptoms) -> float:
    """The root mean square of the probe rows, as the network takes them."""
    x = s.probe.x[0] if isinstance(s.probe.x, list | tuple) else s.probe.x
    with np.errstate(all="ignore"):
        return float(np.sqrt(np.mean(np.square(np.asarray(x, np.float64)))))
