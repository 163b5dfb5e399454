"""The words of one layer by its facts: `50(l2=0.001) relu`, `conv 8 5x5/2 valid`, `drop 0.2`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.language import ACTIVATIONS, LAYERS
from densemodel.network.from_keras._layer_facts import (
    function_options,
    in_32_bits,
    is_number,
    number_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.language import LayerWord, Option
    from densemodel.network.from_keras._layer_facts import Facts

KERAS_START = "glorot_uniform"
"The default initializer of kernels."

WORDS_OF = {word.name: word for word in LAYERS.values()}
"The word of a class; an activation has none."
WORDS_OF |= {"SpatialDropout1D": LAYERS["sdrop"]}  # the word takes the class that fits its input


def layer_text(facts: Facts, *, is_normalised: bool = False, says_start: bool = True) -> str:
    """The words of a layer whose numbers are valid for its word.

    Args:
        facts: Its facts.
        is_normalised: Whether bn or ln comes right after it in its stage: then its bias is off by
            default.
        says_start: Whether to write its initializer; not if a clause does for all.
    """
    word = WORDS_OF.get(facts["kind"])
    if word is None:
        return str(facts["kind"]) + _in_brackets(activation_options(facts))
    words = [] if word.word == "dense" else [word.word]
    if word.word == "scale":
        words.append(f"/ {number_text(divisor_of(facts['scale']))}")
    elif word.argument is not None:
        words.append(number_text(facts[word.argument]))
    words += _sizes(facts, word)
    options = list(_options(facts, word))
    if word.is_linear:
        options += _linear_options(facts, is_normalised=is_normalised, says_start=says_start)
    text = " ".join(words) + _in_brackets(options)
    activation = facts.get("activation", "linear")
    return text if activation == "linear" else f"{text} {activation}"


def activation_options(facts: Facts) -> list[str]:
    """The options of an activation; empty if the plain word has the same function."""
    options = ACTIVATIONS[facts["kind"]].options
    usual = function_options(facts["kind"])
    if all(facts[option.argument] == usual[option.argument] for option in options):
        return []
    differing = [option for option in options if facts[option.argument] != option.default]
    said = [_value(option, facts[option.argument]) for option in differing or options]
    return [text for text in said if text]


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


def _sizes(facts: Facts, word: LayerWord) -> Iterator[str]:
    if word.sizes == "shape":
        yield _times(facts["target_shape"])
    elif word.sizes == "kernel":
        is_pool = word.argument is None
        kernel = tuple(facts["pool_size" if is_pool else "kernel_size"])
        stride = tuple(facts["strides"])
        usual = kernel if is_pool else (1,) * len(kernel)
        step = "" if stride == usual else f"/{stride[0]}"
        if is_pool and len(set(kernel)) == 1:
            yield f"{kernel[0]}{step}"
        elif is_pool or step or set(kernel) != {word.kernel}:
            yield _times(kernel) + step
        if facts["padding"] != word.padding:
            yield str(facts["padding"])


def _times(sizes: tuple[int, ...]) -> str:
    return "x".join(str(size) for size in sizes)


def _options(facts: Facts, word: LayerWord) -> Iterator[str]:
    """The options whose argument is a key of the layer's config."""
    for option in word.options:
        if option.kind == "offset":
            yield from _offset(facts, option)
        elif option.key != "bias" and option.argument in facts:
            value = facts[option.argument]
            said = "" if value == option.default else _value(option, value)
            if said:
                yield said


def _linear_options(facts: Facts, *, is_normalised: bool, says_start: bool) -> Iterator[str]:
    pulls = set(_of_kernels(facts, "regularizer"))
    if len(pulls) == 1 and isinstance(pull := pulls.pop(), tuple):
        for key, factor in pull:
            yield f"{key}={number_text(factor)}"
    has_bias = facts["use_bias"]
    if has_bias == is_normalised:
        yield f"bias={'on' if has_bias else 'off'}"
    start = start_of(facts)
    if says_start and start not in ("", KERAS_START):
        yield f"init={start}"


def _offset(facts: Facts, option: Option) -> Iterator[str]:
    """`off`, or the initial value of the offset."""
    name, _, number = str(facts["beta_initializer"]).partition(":")
    if not facts[option.argument]:
        yield f"{option.key}=off"
    elif name == "ones" or (name == "constant" and number):
        yield f"{option.key}={number or 1}"


def _value(option: Option, value: Any) -> str:
    """`key=value`, or empty for another kind of value: then the layers differ."""
    if option.kind == "switch" and isinstance(value, bool):
        return f"{option.key}={'on' if value else 'off'}"
    if option.kind in ("whole", "real", "rate") and is_number(value):
        return f"{option.key}={number_text(value)}"
    return ""


def _in_brackets(options: list[str]) -> str:
    return f"({', '.join(options)})" if options else ""
