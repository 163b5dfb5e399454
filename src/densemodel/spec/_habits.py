"""Habits from Keras and from other notations, each with its hint in a network.

Each function gives the message and the hint, or None if it knows no such habit.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from densemodel.spec import _not_built
from densemodel.spec._activations import ACTIVATIONS
from densemodel.spec._layer_words import LAYERS
from densemodel.spec._limits import COUNT
from densemodel.spec._near import shortened
from densemodel.spec._sign_habits import (
    JOINTS,
    LAYER_OPTIONS,
    joint_habit,
    layer_option_habit,
    repeat_habit,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.spec._activations import Activation
    from densemodel.spec._reader import Reader
    from densemodel.spec._tokens import Token
    from densemodel.spec._tree import Span

Advice = tuple[str, str]
PlacedAdvice = tuple["Span", str, str]

FIRST_NUMBER = "the first number is the input size: 784 -> 50 relu"

_DENSE = frozenset(
    {"dense", "fc", "fully_connected", "hidden", "layer", "units", "output", "neurons"}
)
_INPUT = frozenset({"input", "inputs", "inputlayer", "input_layer", "input_shape", "shape"})

OUR_WORD = {
    "dropout": "drop",
    "batchnorm": "bn",
    "batch_norm": "bn",
    "batchnormalization": "bn",
    "batch_normalization": "bn",
    "layernorm": "ln",
    "layer_norm": "ln",
    "layernormalization": "ln",
    "layer_normalization": "ln",
    "gaussiannoise": "noise",
    "gaussian_noise": "noise",
    "leakyrelu": "leaky_relu",
    "lrelu": "leaky_relu",
    "conv2d": "conv",
    "convolution": "conv",
    "separableconv2d": "sepconv",
    "maxpool": "max",
    "maxpooling2d": "max",
    "maxpool2d": "max",
    "avgpool": "avg",
    "averagepooling2d": "avg",
    "globalaveragepooling2d": "gavg",
    "globalmaxpooling2d": "gmax",
    "rescaling": "scale",
    "normalization": "norm",
}


NETWORK_HABITS = _DENSE | _INPUT | frozenset(OUR_WORD)
"Words that other tools have in a network."


def input_habit(reader: Reader) -> PlacedAdvice | None:
    """A habit at the start of a network, where the size of the input is due."""
    token, after = reader.token, reader.ahead()
    word = token.lower if token.kind == "word" else ""
    ours = OUR_WORD.get(word, word)
    if ours in _not_built.ITEMS:
        return (
            token.span,
            f"the input size comes first, and '{ours}' is not built yet",
            FIRST_NUMBER,
        )
    if token.kind == "arrow" or word in _DENSE or word in OUR_WORD:
        return token.span, "the input size is missing", FIRST_NUMBER
    if word in _INPUT or token.kind == "(":
        sizes = "x".join(t.text for t in _inside(reader, bool(word)) if t.kind == "number")
        message = "is written as its size" if word else "stands without brackets"
        return token.span, f"the input {message}", f"write '{shortened(sizes) or 784} ->'"
    if token.kind == "number" and after.kind == "*" and reader.ahead(2).kind == "number":
        return _product(reader)
    if after.kind == "," and (token.kind == "number" or reader.holds_number()):
        return _commas(reader)
    return None


def _product(reader: Reader) -> PlacedAdvice:
    factors: list[Token] = []
    ahead = 0
    while reader.ahead(ahead).kind == "number" and ahead < 2 * len(_SIZES):
        factors.append(reader.ahead(ahead))
        if reader.ahead(ahead + 1).kind != "*":
            break
        ahead += 2
    total = prod(int(factor.value or 1) for factor in factors)
    span = factors[0].span.to(factors[-1].span)
    sizes = "x".join(factor.text for factor in factors)
    hint = f"write {total} for rows of one axis, or {sizes} for rows with several"
    return span, "nothing is calculated in a spec", hint if total < COUNT else ""


_SIZES = range(8)
"No input has more axes than this; a longer product is cut."


def _commas(reader: Reader) -> PlacedAdvice:
    """784, 50, 10: the arrows are missing, and the hint writes them if there is nothing else."""
    sizes = _sizes_with_commas(reader)
    comma = reader.ahead().span
    if sizes:
        several, layers = "x".join(sizes), " -> ".join(sizes)
        hint = f"write '{several}' for rows with several axes, or '{layers}' for layers"
        return comma, "sizes of the input are joined by 'x', layers by arrows", hint
    texts: list[str] = []
    for ahead in range(2 * len(_SIZES) + 1):
        token = reader.ahead(ahead)
        if token.kind in {"newline", "end", ";"}:
            break
        joint = " ;" if reader.ahead(ahead + 1).begins_clause else " ->"
        texts.append(joint if token.kind == "," else f" {shortened(token.text)}")
    else:
        texts.append(" ...")
    written = "".join(texts).strip().removesuffix("->").strip()
    return comma, "layers are joined by arrows, not commas", f"write '{written}'"


def _sizes_with_commas(reader: Reader) -> list[str]:
    """The sizes in `28,28 -> 50`, where an arrow follows them; else none."""
    sizes: list[str] = []
    for ahead in range(0, 2 * len(_SIZES), 2):
        size, sign = reader.ahead(ahead), reader.ahead(ahead + 1)
        if size.kind not in {"number", "word"}:
            break
        sizes.append(shortened(size.text))
        if sign.kind == "arrow":
            return sizes
        if sign.kind != ",":
            break
    return []


def size_advice(text: str, value: float) -> Advice | None:
    """A size that can't be one."""
    if isinstance(value, float):
        if 0 < value < 1:
            return "a layer size is a whole number", f"for dropout write 'drop {text}'"
        return "a layer size is a whole number", ""
    if value < 1:
        return "a layer has at least one unit", "write a size such as '50'"
    return f"a layer of {value:,} units is over the limit of 1,000,000,000 parameters", ""


def brackets_habit(reader: Reader, word: str) -> PlacedAdvice | None:
    """50(relu) and drop(0.2): what stands in the brackets is no option but the next word."""
    opening, inside, closing = reader.token, reader.ahead(), reader.ahead(2)
    if opening.kind != "(" or closing.kind not in {")", "%"}:
        return None
    if inside.kind == "word" and inside.lower in ACTIVATIONS:
        span = opening.span.to(closing.span)
        return span, "an activation stands without brackets", f"write '{word} {inside.lower}'"
    if inside.kind == "number":
        percent = "%" if closing.kind == "%" else ""
        return (
            opening.span.to(closing.span),
            f"the number of '{word}' stands without brackets",
            f"write '{word} {inside.text}{percent}'",
        )
    return None


def activation_brackets_habit(reader: Reader, activation: Activation) -> PlacedAdvice | None:
    """relu(50), and options that Keras has no layer for."""
    opening, inside, after = reader.token, reader.ahead(), reader.ahead(2)
    word = activation.word
    if opening.kind != "(":
        return None
    if inside.kind == "number" and after.kind == ")":
        span = opening.span.to(after.span)
        return span, "the size stands before its activation", f"write '{inside.text} {word}'"
    if inside.kind == ")":
        return opening.span.to(inside.span), "empty brackets", f"write '{word}' alone"
    if inside.kind == "word" and inside.lower in activation.function_options:
        return inside.span, f"Keras has no layer for '{word}' with options", f"write '{word}' alone"
    return None


def item_habit(reader: Reader, token: Token) -> Advice | None:
    """A word or sign in a stage that another notation would have there; it is read already."""
    if token.kind == "word" and token.lower == "x":
        return repeat_habit(reader, token)
    if token.lower in LAYER_OPTIONS:
        return layer_option_habit(reader, token)
    if token.kind == "word":
        return _word_habit(reader, token)
    return _sign_habit(reader, token)


def _sign_habit(reader: Reader, token: Token) -> Advice | None:
    if token.kind == "string":
        name = token.text.strip("\"'").lower()
        return "words of the language stand without quotes", f"write {shortened(name)}"
    if token.kind == "times":
        return "only the input has several sizes", "a layer is written as its size: '50 relu'"
    if token.kind == "*":
        otherwise = "a repeat is one number and what it repeats", "write it as '3*(50 relu)'"
        return repeat_habit(reader, token) or otherwise
    if token.kind in JOINTS:
        return joint_habit(reader, token)
    return None


def _word_habit(reader: Reader, token: Token) -> Advice | None:
    word = token.lower
    if word in _DENSE:
        return "a Dense layer is written as its size", f"write '{_dense_text(reader)}'"
    if word in OUR_WORD:
        return _our_word(reader, token)
    if word in _INPUT:
        return "the input is the first number of a network", FIRST_NUMBER
    if word == "activation":
        inside = [t.text.strip("\"'").lower() for t in _inside(reader, 0)]
        name = next((text for text in inside if text in ACTIVATIONS), "relu")
        return "an activation is written as its name", f"write '{name}'"
    if word.replace("_", "").isdecimal():  # 1_000
        whole = f"{reader.ahead(-2).text}{word}".replace("_", "")
        return "the digits of a number stand together", f"write '{shortened(whole)}'"
    return None


def _our_word(reader: Reader, token: Token) -> Advice:
    word = OUR_WORD[token.lower]
    if word in _not_built.ITEMS:
        return f"'{word}' is not built yet", _not_built.ITEMS[word]
    number = ""
    if word in LAYERS and LAYERS[word].argument:
        following = [t for t in _inside(reader, 0) if t.kind == "number"]
        number = f" {following[0].text}" if following else " 0.2"
    return f"'{shortened(token.text)}' is written '{word}' here", f"write '{word}{number}'"


def _dense_text(reader: Reader) -> str:
    """What `Dense(50, activation="relu")` or `dense 50 relu` is in our words."""
    size = activation = ""
    for token in _inside(reader, 0):
        text = token.text.strip("\"'").lower()
        if token.kind == "number" and not size:
            size = token.text
        elif text in ACTIVATIONS and not activation:
            activation = text
    return f"{size or 50} {activation}".strip()


def _inside(reader: Reader, ahead: int) -> Iterator[Token]:
    """The next few tokens of the item that goes on here: in its brackets, or up to its end."""
    depth = 0
    for place in range(ahead, ahead + 16):
        token = reader.ahead(place)
        depth += (token.kind == "(") - (token.kind == ")")
        if token.kind in {"newline", "end", ";", "arrow"} or depth < 0:
            return
        yield token
        if token.kind == ")" and depth == 0:
            return
