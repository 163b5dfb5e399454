"""A layer of a spec by its facts: `50(l2=0.001) relu`, `conv 8 5x5/2 valid`, `drop 0.2`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from densemodel.language.keras_layers._numbers import divisor_of, is_number
from densemodel.language.keras_layers._read_layer import function_options
from densemodel.language.syntax_tree._tree import Item
from densemodel.language.vocabulary._layer_words import ACTIVATIONS, LAYERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.language.keras_layers._read_layer import Facts
    from densemodel.language.syntax_tree._option import Quantity
    from densemodel.language.vocabulary._layer_words import LayerWord

KERAS_START = "glorot_uniform"
"The default initializer of kernels."

WORDS_OF = {word.name: word for word in LAYERS.values()}
"The word of a class; an activation has none."
WORDS_OF |= {"SpatialDropout1D": LAYERS["sdrop"]}  # the word takes the class that fits its input


def layer_of(facts: Facts, *, with_start: bool = True) -> tuple[Item, str]:
    """A layer whose numbers are valid for its word, and the activation fused into it.

    `with_start` it has its initializer; a clause may have it for all layers.
    """
    word = WORDS_OF.get(facts["kind"])
    if word is None:
        return Item(facts["kind"], options=tuple(_activation_options(facts).items())), ""
    options = (
        _linear_options(facts, with_start=with_start) if word.is_linear else _options(facts, word)
    )
    item = Item(word.word, options=tuple(options))
    if word.word == "scale":
        item = replace(item, number=divisor_of(facts["scale"]))
    elif word.argument is not None:
        item = replace(item, number=facts[word.argument])
    if word.mode:
        item = replace(item, mode=word.mode if "vertical" in facts["mode"] else None)
    if word.sizes == "shape":
        item = replace(item, sizes=facts["target_shape"])
    elif word.sizes == "kernel":
        item = _with_window(item, facts, word)
    activation = str(facts.get("activation", "linear"))
    return item, "" if activation == "linear" else activation


def out_of_range(
    facts: Facts, *, options_only: bool = False
) -> Iterator[tuple[str, str, Quantity]]:
    """The keys of numbers that the word of a layer does not take, with the word and its range."""
    kind, word = facts["kind"], WORDS_OF.get(facts["kind"])
    options = ACTIVATIONS[kind].options if word is None else word.options
    ranges = [(one.argument, one.quantity) for one in options]
    if word is not None and word.quantity and word.word != "scale" and not options_only:
        ranges.insert(0, (str(word.argument), word.quantity))
    for key, quantity in ranges:
        if is_number(facts.get(key)) and not quantity.holds(facts[key]):
            yield key, kind if word is None else word.word, quantity


def start_of(facts: Facts) -> str:
    """The initializer of the kernels of a linear layer, if it is the same for all."""
    starts = set(_of_kernels(facts, "initializer"))
    start = str(starts.pop()) if len(starts) == 1 else ""
    # else it is a class, or a description
    return start if start and start[0].islower() and " " not in start else ""


def offset_of(facts: Facts) -> float | None:
    """The start of the offsets, where the option `offset` of a normalization has it."""
    name, _, number = str(facts["beta_initializer"]).partition(":")
    if name == "ones" or (name == "constant" and number):
        return float(number or 1)
    return None


def _activation_options(facts: Facts) -> dict[str, str | float]:
    """The options of an activation; empty if the plain word has the same function."""
    options = ACTIVATIONS[facts["kind"]].options
    usual = function_options(facts["kind"])
    if all(facts[option.argument] == usual[option.argument] for option in options):
        return {}
    differing = [option for option in options if facts[option.argument] != option.default]
    given = {one.key: one.given(facts[one.argument]) for one in differing or options}
    return {key: value for key, value in given.items() if value is not None}


def _of_kernels(facts: Facts, what: str) -> Iterator[Any]:
    """A setting of each kernel; a separable convolution has two."""
    for weights in ("kernel", "depthwise", "pointwise"):
        if f"{weights}_{what}" in facts:
            yield facts[f"{weights}_{what}"]


def _with_window(item: Item, facts: Facts, word: LayerWord) -> Item:
    is_pool = word.argument is None
    kernel, strides = facts["pool_size" if is_pool else "kernel_size"], facts["strides"]
    stride = None if strides == (kernel if is_pool else (1,) * len(kernel)) else strides[0]
    sizes = kernel[:1] if is_pool and len(set(kernel)) == 1 else kernel
    is_usual = not is_pool and stride is None and set(kernel) == {word.kernel}
    padding = None if facts["padding"] == word.padding else facts["padding"]
    return replace(item, sizes=() if is_usual else sizes, stride=stride, padding=padding)


def _options(facts: Facts, word: LayerWord) -> Iterator[tuple[str, str | float]]:
    for option in word.options:
        value = facts[option.argument]
        if value != option.default and (written := option.given(value)) is not None:
            yield option.key, written
        elif option.kind == "offset" and (offset := offset_of(facts)) is not None:
            yield option.key, offset


def _linear_options(facts: Facts, *, with_start: bool) -> Iterator[tuple[str, str | float]]:
    regularizers = set(_of_kernels(facts, "regularizer"))
    if len(regularizers) == 1 and (factors := regularizers.pop()):
        yield from factors
    yield "bias", "on" if facts["use_bias"] else "off"
    start = start_of(facts)
    if with_start and start not in ("", KERAS_START):
        yield "init", start
