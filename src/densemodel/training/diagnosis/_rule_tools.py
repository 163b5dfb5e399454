"""What the rules share: making a finding, the movement of weights, the likely cause."""

from __future__ import annotations

import re
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import Finding
from densemodel.language import OPTIMIZERS, with_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from densemodel.language import Settings, Spec
    from densemodel.training.diagnosis._measurement import LayerMeasurement
    from densemodel.training.diagnosis._symptoms import Symptoms


OF_PAPERS = {"Adadelta": 1.0, "Adagrad": 0.05, "Ftrl": 0.05}
"""The rates in the papers that proposed these optimizers (Zeiler 2012; Duchi et al. 2011; McMahan
et al. 2013), as far as they trained small tables. Keras's own, 0.001 for all three, trains next to
nothing."""


def usual_rate(settings: Settings) -> float:
    """The optimizer's default rate in Keras, or a rate at which it learns."""
    name = settings.optimizer.name
    known = OPTIMIZERS.get(name.lower())
    keras = known.learning_rate if known else settings.learning_rate
    return OF_PAPERS.get(name, keras)


TRAINING = "training"
"The `where` of a finding about training."

BAD = 0.5
"""Below this share of the skill of simple models, a result is clearly bad. Noise of the split and
plain choices of sizes cost a healthy network far less."""

POOR = 0.8
"""Below this share a result is worth a finding if the evidence is beyond doubt, as equal units."""

FAR_RATE = 10.0
"""A learning rate is far from the optimizer's default if it differs by this factor."""

SURELY_FAR = 100.0
"""A rate that differs from the optimizer's default by this factor is to blame in any case."""

SMALL_INIT, LARGE_INIT = 0.5, 1.6
"""Initial weights below or above these multiples of he_normal's are unusual: 8 layers shrink a
signal to 0.004 times its size, or enlarge it 40 times."""

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
"Optimizers whose steps have the size of the learning rate, whatever the gradient's size."


def offer(message: str, accept: str = "") -> Finding:
    """A finding with the words of a spec that fix it."""
    return Finding("offer", TRAINING, message, accept)


def note(message: str, accept: str = "") -> Finding:
    """A finding for information: nothing has to change, though `accept` may be a good change."""
    return Finding("repair", TRAINING, message, accept)


def is_adaptive(s: Symptoms) -> bool:
    return s.settings.optimizer.name in _ADAPTIVE


def is_rate_high(spec: Spec, factor: float = 30.0) -> bool:
    """Whether the initial learning rate is far above what is healthy: 20 times Adam's default."""
    # plain gradient descent is healthy up to 100 times Keras's default, on data of size 1
    highest = 1.0 if spec.settings.optimizer.name == "SGD" else 0.0
    return effective_rate(spec.settings) >= max(factor * usual_rate(spec.settings), highest)


def effective_rate(settings: Settings) -> float:
    """The learning rate times the effect of momentum."""
    return settings.learning_rate * boost_of(settings)


def boost_of(settings: Settings) -> float:
    """The factor by which momentum lengthens the steps."""
    momentum = dict(settings.optimizer.arguments).get("momentum", 0.0)
    is_plain = settings.optimizer.name == "SGD" and isinstance(momentum, float | int)
    return 1 / max(1 - momentum, 0.01) if is_plain else 1.0  # type: ignore[operator]


def smaller_rate(spec: Spec) -> str:
    """Words for a smaller learning rate: the default, or a tenth of a rate that is not above it."""
    rate, usual = spec.settings.learning_rate, usual_rate(spec.settings)
    return f"lr {usual if rate >= 2 * usual else float(f'{rate / 10:.3g}'):g}"


def movement(s: Symptoms, *, gradient_limit: float = float("inf")) -> float:
    """The largest possible movement of a layer's weights, in units of their size.

    `gradient_limit` is the largest gradient norm of a layer, as set by clipping.
    """
    rate = s.settings.learning_rate
    if s.settings.schedule is not None:
        steps = np.unique(np.linspace(0, max(s.steps - 1, 0), 200).astype(int))
        rate = float(np.mean([s.rate_at(int(step)) for step in steps]))
    boost = boost_of(s.settings)
    before = () if s.first is None else s.first.layers
    best = 0.0
    for layer in s.now.layers:
        size = layer.weight_norm or 1.0
        # a run that no longer moves has a gradient only in the first measurement
        first = max((one.gradient_norm for one in before if one.name == layer.name), default=0.0)
        gradient = min(max(layer.gradient_norm, first), gradient_limit)
        step = sqrt(parameters(s, layer)) if is_adaptive(s) else boost * gradient
        best = max(best, rate * step * s.steps / size)
    return best


def keras_layer(s: Symptoms, layer: LayerMeasurement) -> Any:
    """The Keras layer that was measured; None if the model has no layer of that name."""
    return next((one for one in s.model.layers if one.name == layer.name), None)


def parameters(s: Symptoms, layer: LayerMeasurement) -> int:
    own = keras_layer(s, layer)
    return 1 if own is None else sum(int(np.prod(w.shape)) for w in own.trainable_weights)


def says_init(spec: Spec) -> bool:
    """Whether the spec sets the initial weights, in a clause or in the brackets of a layer."""
    return "init" in spec.explicit_clauses or "init=" in spec.network_text


def offer_usual_init(s: Symptoms, what: str) -> Finding:
    """An offer of initial weights of a size that suits the hidden activations.

    he_normal keeps the size of x through relu layers. With an x that is not scaled, its steps end
    in a loss that is not a number, so the words scale x as well. `what` is the sentence up to them.
    """
    words = usual_init_for(s.spec)
    scale = words_of_scale(s) if "he_normal" in words else ""
    words = f"{scale} ; {words}" if scale else words
    return offer(f"{what} {shown(words)}", words)


def usual_init_for(spec: Spec) -> str:
    """Words for initial weights of a size that suits the hidden activations."""
    if "init=" in spec.network_text:
        return words_in_place(spec, lambda stage: without_option(stage, "init"), ALL)
    is_relu = any("relu" in (layer.activation or "") for layer in spec.layers[:-1])
    return "init he_normal" if is_relu else "init glorot_uniform"


def shown(words: str) -> str:
    """Words as a sentence shows them: only the new ones of `old => new`."""
    parts = (part.partition(" => ")[2] or part for part in words.split(" ; "))
    return " and ".join(parts) if words else "other initial weights"


def without_option(stage: str, *names: str) -> str:
    """A stage without these options: `50 relu` of `50(l2=1) relu`."""
    for name in names:
        stage = re.sub(rf"\b{name}=[^,()]*(, )?", "", stage)
    return stage.replace(", )", ")").replace("()", "")


def size_of_weights(s: Symptoms, layer: LayerMeasurement) -> float:
    return size_of_kernel(keras_layer(s, layer))


def size_of_kernel(layer: Any) -> float:
    """The size of a Keras layer's weights, in units of he_normal's, which suits relu units.

    Keras's default, Glorot's, is 0.7 where a layer is as wide as the one before it.
    """
    kernel = getattr(layer, "kernel", None)
    if kernel is None:
        return 1.0
    values = np.asarray(kernel.numpy(), np.float64)
    fan_in = max(int(np.prod(values.shape[:-1])), 1)
    with np.errstate(all="ignore"):
        return float(np.sqrt(np.mean(np.square(values)))) / sqrt(2 / fan_in)


def words_of_scale(s: Symptoms) -> str:
    """A layer that scales x, if it is not scaled; else empty."""
    found = s.offers("norm", "scale")
    if found:
        return found[0].accept
    kinds = {type(layer).__name__ for layer in s.model.layers[:3]}
    return "" if kinds & _SCALING or size_of_x(s) < 4.0 else "norm"  # standardized columns have 1


def size_of_x(s: Symptoms) -> float:
    """The root mean square of the probe rows, as the network receives them; of a table about 1.

    The encoded rows of a table also hold the places of embedded values, and its first layer
    squeezes the numbers.
    """
    if s.spec.takes_table:
        return 1.0
    x = s.probe.x[0] if isinstance(s.probe.x, list | tuple) else s.probe.x
    with np.errstate(all="ignore"):
        return float(np.sqrt(np.mean(np.square(np.asarray(x, np.float64)))))


_ARROW = " -> "


HIDDEN, LAST, ALL = slice(-1), slice(-1, None), slice(None)
"Parts of the stages of a network."


def words_in_place(spec: Spec, change: Callable[[str], str], stages: slice = HIDDEN) -> str:
    """Words of the form `old => new` that change some stages of a network.

    Args:
        spec: The spec that was written.
        change: Returns the new text of a stage such as `50 relu drop 0.9`, or the same text.
        stages: Which stages to change, of those after the input.

    Returns:
        The shortest words that change this and nothing else; empty if there are none.
    """
    first, *old = spec.network_text.split(_ARROW)
    new = list(old)
    new[stages] = map(change, old[stages])
    if old == new:
        return ""
    wanted = _ARROW.join([first, *new])
    for words in _candidates(old, new):
        changed = with_words(spec, words)
        if changed is not None and changed.network_text == wanted:
            return words
    return ""


def _candidates(old: list[str], new: list[str]) -> Iterator[str]:
    """Words that may turn one list of stages into another, the shortest first."""
    if len(old) == len(new):
        differ = [place for place, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
        pairs = {(_bare(old[place]), _bare(new[place])) for place in differ}
        if len(pairs) == 1:
            yield " => ".join(pairs.pop())
        chain = slice(differ[0], differ[-1] + 1)
        yield f"{_ARROW.join(old[chain])} => {_ARROW.join(new[chain])}"
    yield f"{_ARROW.join(old)} => {_ARROW.join(new)}"


def _bare(stage: str) -> str:
    """A stage without its repeat count: `30 relu` of `8*(30 relu)`."""
    inside = re.sub(r"^\d+\*\(?", "", stage)
    return inside[:-1] if inside.count(")") > inside.count("(") else inside
