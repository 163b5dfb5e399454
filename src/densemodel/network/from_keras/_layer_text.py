"""The words of one layer: `50(l2=0.001) relu`, `conv 8 5x5/2 valid`, `drop 0.2`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.language import ACTIVATIONS
from densemodel.network.from_keras._layer_facts import (
    default_options,
    in_32_bits,
    is_number,
    number_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.language import LayerWord, Option
    from densemodel.network.from_keras._layer_chain import Part

KERAS_START = "glorot_uniform"
"The default initializer of kernels."


def item_text(part: Part, *, is_normalised: bool, says_start: bool) -> str:
    """The words of a part.

    Args:
        part: The part.
        is_normalised: Whether bn or ln comes right after it in its stage: then its bias is off by
            default.
        says_start: Whether to write its initializer; not if a clause does for all.

    Raises:
        SpecError: The number is not valid for the word.
    """
    word = part.word
    if word is None:
        return part.kind + _in_brackets(activation_options(part))
    words = [] if word.word == "dense" else [word.word]
    if word.argument is not None:
        words.append(_number(part, word))
    words += _sizes(part, word)
    options = list(_options(part, word))
    if word.is_linear:
        options += _linear_options(part, is_normalised=is_normalised, says_start=says_start)
    text = " ".join(words) + _in_brackets(options)
    activation = part.facts.get("activation", "linear")
    return text if activation == "linear" else f"{text} {activation}"


def activation_options(part: Part) -> list[str]:
    """The options of an activation; empty if the plain word has the same function."""
    options = ACTIVATIONS[part.kind].options
    standing = default_options(part.kind)
    if all(part.facts[option.argument] == standing.get(option.argument) for option in options):
        return []
    differing = [option for option in options if part.facts[option.argument] != option.default]
    said = [_value(option, part.facts[option.argument]) for option in differing or options]
    return [text for text in said if text]


def start_of(part: Part) -> str:
    """The initializer of the kernels of a linear part, if it is the same for all."""
    starts = set(part.starts)
    start = starts.pop() if len(starts) == 1 else ""
    return start if is_word(start) else ""


def is_word(start: str) -> bool:
    """Whether the language has the initializer."""
    return bool(start) and start[0].islower() and " " not in start


def _number(part: Part, word: LayerWord) -> str:
    value = part.facts[str(word.argument)]
    if word.word == "scale":
        divisor = divisor_of(value)
        if divisor is None:
            raise part.link.refusal(f"its scale is {value}, and 'scale / N' multiplies by 1/N")
        return f"/ {number_text(divisor)}"
    if not is_number(value) or (word.quantity is not None and not word.quantity.holds(value)):
        takes = word.quantity.description if word.quantity else "a number"
        raise part.link.refusal(f"its {word.argument} is {value}, and '{word.word}' takes {takes}")
    return number_text(value)


def divisor_of(factor: Any) -> float | None:
    """The shortest N in 32 bits for which `scale / N` is the Rescaling; None without."""
    if is_number(factor) and factor > 0:
        inverse = 1 / float(factor)
        short = float(f"{inverse:.6g}")  # 32 bits hold no more digits for certain
        for divisor in (float(round(inverse)), short, inverse):
            if divisor and in_32_bits(1 / divisor) == in_32_bits(factor):
                return divisor
    return None


def _sizes(part: Part, word: LayerWord) -> Iterator[str]:
    if word.sizes == "shape":
        yield _times(part.facts["target_shape"])
    elif word.sizes == "kernel":
        is_pool = word.argument is None
        kernel = tuple(part.facts["pool_size" if is_pool else "kernel_size"])
        stride = tuple(part.facts["strides"])
        if len(set(stride)) > 1 and stride != kernel:
            raise part.link.refusal(
                f"its strides {stride} differ, but a spec has one for both axes"
            )
        usual = kernel if is_pool else (1,) * len(kernel)
        step = "" if stride == usual else f"/{stride[0]}"
        if is_pool and len(set(kernel)) == 1:
            yield f"{kernel[0]}{step}"
        elif is_pool or step or set(kernel) != {word.kernel}:
            yield _times(kernel) + step
        if part.facts["padding"] != word.padding:
            yield str(part.facts["padding"])


def _times(sizes: tuple[int, ...]) -> str:
    return "x".join(str(size) for size in sizes)


def _options(part: Part, word: LayerWord) -> Iterator[str]:
    """The options whose argument is a key of the layer's config."""
    for option in word.options:
        if option.kind == "offset":
            yield from _offset(part, option)
        elif option.key != "bias" and option.argument in part.facts:
            value = part.facts[option.argument]
            said = "" if value == option.default else _value(option, value)
            if said:
                yield said


def _linear_options(part: Part, *, is_normalised: bool, says_start: bool) -> Iterator[str]:
    for key, factor in part.pulls:
        yield f"{key}={number_text(factor)}"
    has_bias = part.facts["use_bias"]
    if has_bias == is_normalised:
        yield f"bias={'on' if has_bias else 'off'}"
    start = start_of(part)
    if says_start and start not in ("", KERAS_START):
        yield f"init={start}"


def _offset(part: Part, option: Option) -> Iterator[str]:
    """`off`, or the initial value of the offset."""
    name, _, number = str(part.facts["beta_initializer"]).partition(":")
    if not part.facts[option.argument]:
        yield f"{option.key}=off"
    elif name == "ones" or (name == "constant" and number):
        yield f"{option.key}={number or 1}"


def _value(option: Option, value: Any) -> str:
    """`key=value`, or empty if the value is not in the language: then the layers differ."""
    if option.kind == "switch" and isinstance(value, bool):
        return f"{option.key}={'on' if value else 'off'}"
    if option.kind in ("whole", "real", "rate") and is_number(value):
        return f"{option.key}={number_text(value)}" if option.quantity.holds(value) else ""
    return ""


def _in_brackets(options: list[str]) -> str:
    return f"({', '.join(options)})" if options else ""
