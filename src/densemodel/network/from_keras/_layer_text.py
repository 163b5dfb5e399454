"""The words of one layer by its facts: `50(l2=0.001) relu`, `conv 8 5x5/2 valid`, `drop 0.2`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from densemodel.language import ACTIVATIONS, LAYERS, Item, write_layers
from densemodel.network.from_keras._layer_facts import (
    function_options,
    in_32_bits,
    is_number,
    plain,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.language import LayerWord
    from densemodel.network.from_keras._layer_facts import Facts

KERAS_START = "glorot_uniform"
"The default initializer of kernels."

WORDS_OF = {word.name: word for word in LAYERS.values()}
"The word of a class; an activation has none."
WORDS_OF |= {"SpatialDropout1D": LAYERS["sdrop"]}  # the word takes the class that fits its input


def layer_text(facts: Facts) -> str:
    """The words of a layer that is alone in its stage, whose numbers are valid for its word."""
    return write_layers([layer_of(facts)])[0]


def layer_of(facts: Facts, *, says_start: bool = True) -> tuple[Item, str]:
    """A layer whose numbers are valid for its word, and the activation fused into it.

    With `says_start` it says its initializer; a clause may do so for all layers.
    """
    word = WORDS_OF.get(facts["kind"])
    if word is None:
        return Item(facts["kind"], options=tuple(activation_options(facts).items())), ""
    options = (
        _linear_options(facts, says_start=says_start) if word.is_linear else _options(facts, word)
    )
    item = Item(word.word, options=tuple(options))
    if word.word == "scale":
        item = replace(item, number=divisor_of(facts["scale"]))
    elif word.argument is not None:
        item = replace(item, number=plain(facts[word.argument]))
    if word.sizes == "shape":
        item = replace(item, sizes=facts["target_shape"])
    elif word.sizes == "kernel":
        item = _with_window(item, facts, word)
    activation = str(facts.get("activation", "linear"))
    return item, "" if activation == "linear" else activation


def activation_options(facts: Facts) -> dict[str, str | float]:
    """The options of an activation; empty if the plain word has the same function."""
    options = ACTIVATIONS[facts["kind"]].options
    usual = function_options(facts["kind"])
    if all(facts[option.argument] == usual[option.argument] for option in options):
        return {}
    differing = [option for option in options if facts[option.argument] != option.default]
    given = {one.key: one.given(plain(facts[one.argument])) for one in differing or options}
    return {key: value for key, value in given.items() if value is not None}


def start_of(facts: Facts) -> str:
    """The initializer of the kernels of a linear layer, if it is the same for all."""
    starts = set(_of_kernels(facts, "initializer"))
    start = str(starts.pop()) if len(starts) == 1 else ""
    # else it is a class, or a description
    return start if start and start[0].islower() and " " not in start else ""


def divisor_of(factor: Any) -> float | None:
    """The shortest N in 32 bits for which `scale / N` is the Rescaling; None without."""
    if is_number(factor) and factor > 0:
        inverse = 1 / float(factor)
        short = float(f"{inverse:.6g}")  # 32 bits hold no more digits for certain
        for divisor in (float(round(inverse)), short, inverse):
            if divisor and in_32_bits(1 / divisor) == in_32_bits(factor):
                return divisor
    return None


def _of_kernels(facts: Facts, what: str) -> Iterator[Any]:
    """A setting of each kernel; a separable convolution has two."""
    for weights in ("kernel", "depthwise", "pointwise"):
        if f"{weights}_{what}" in facts:
            yield facts[f"{weights}_{what}"]


def _with_window(item: Item, facts: Facts, word: LayerWord) -> Item:
    is_pool = word.argument is None
    kernel = tuple(facts["pool_size" if is_pool else "kernel_size"])
    strides = tuple(facts["strides"])
    stride = None if strides == (kernel if is_pool else (1,) * len(kernel)) else strides[0]
    sizes = kernel[:1] if is_pool and len(set(kernel)) == 1 else kernel
    is_usual = not is_pool and stride is None and set(kernel) == {word.kernel}
    padding = None if facts["padding"] == word.padding else facts["padding"]
    return replace(item, sizes=() if is_usual else sizes, stride=stride, padding=padding)


def _options(facts: Facts, word: LayerWord) -> Iterator[tuple[str, str | float]]:
    for option in word.options:
        value = plain(facts.get(option.argument, option.default))
        if value != option.default and (written := option.given(value)) is not None:
            yield option.key, written
        elif option.kind == "offset":
            name, _, number = str(facts["beta_initializer"]).partition(":")
            if name == "ones" or (name == "constant" and number):
                yield option.key, number or 1


def _linear_options(facts: Facts, *, says_start: bool) -> Iterator[tuple[str, str | float]]:
    pulls = set(_of_kernels(facts, "regularizer"))
    if len(pulls) == 1 and isinstance(pull := pulls.pop(), tuple):
        yield from pull
    yield "bias", "on" if facts["use_bias"] else "off"
    start = start_of(facts)
    if says_start and start not in ("", KERAS_START):
        yield "init", start
