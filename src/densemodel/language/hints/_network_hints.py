"""Hints for notations of Keras and other tools in a network.

Each function returns the message and the hint, or None.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from densemodel.language.hints._aliases import (
    DENSE,
    FIRST_NUMBER,
    INPUT,
    activation_named,
    missing_layer,
    our_word,
)
from densemodel.language.hints._column_hints import table_hint
from densemodel.language.hints._layer_hints import (
    arguments_of_call,
    dense_call,
    window_text,
    with_options,
)
from densemodel.language.hints._sign_hints import (
    JOINTS,
    LAYER_OPTIONS,
    colon_hint,
    joint_hint,
    layer_option_hint,
    quotient_hint,
    repeat_hint,
)
from densemodel.language.reading._token_reader import tokens_inside
from densemodel.language.syntax_tree._canonical import write_number
from densemodel.language.syntax_tree._closest_words import shortened
from densemodel.language.syntax_tree._limits import COUNT
from densemodel.language.vocabulary._layer_words import ACTIVATIONS, LAYERS

if TYPE_CHECKING:
    from densemodel.language.reading._problems import Advice, PlacedAdvice
    from densemodel.language.reading._reader import Reader
    from densemodel.language.reading._tokens import Token


def size_advice(value: float, text: str | None) -> Advice | None:
    """A size that can't be one."""
    if isinstance(value, float):
        if 0 < value < 1:
            hint = f"for dropout write 'drop {text or write_number(value)}'"
            return "a layer size is a whole number", hint
        return "a layer size is a whole number", ""
    if value < 1:
        return "a layer has at least one unit", "write a size such as '50'"
    return f"a layer of {value:,} units is over the limit of 1,000,000,000 parameters", ""


def item_hint(reader: Reader, token: Token) -> Advice | None:
    """A word or sign of another notation in a stage; it is already read."""
    if token.kind == "word" and token.lower.removeprefix("x").isdecimal():  # 50 relu x3
        return repeat_hint(reader, token, token.lower.removeprefix("x"))
    if token.kind == "word" and token.lower == "x":
        return repeat_hint(reader, token)
    if token.lower in LAYER_OPTIONS:
        return layer_option_hint(reader, token)
    if token.kind == "word":
        return _word_hint(reader, token)
    return _sign_hint(reader, token)


def _sign_hint(reader: Reader, token: Token) -> Advice | None:
    if token.kind == "string":
        name = token.text.strip("\"'").lower()
        return "words of the language are written without quotes", f"write {shortened(name)}"
    if token.kind == "times":
        hint = "a layer is written as its size: '50 relu'; the same twice is '2*(50 relu)'"
        return "only the input has several sizes", hint
    if token.kind == "/":
        return quotient_hint(reader)
    if token.kind == "*":
        otherwise = "a repeat is one number and what it repeats", "write it as '3*(50 relu)'"
        return repeat_hint(reader, token) or otherwise
    if token.kind in JOINTS:
        return joint_hint(reader, token)
    return colon_hint(reader) if token.kind == ":" else None


def _word_hint(reader: Reader, token: Token) -> Advice | None:
    word = token.lower
    if reader.at("^") and reader.ahead().kind == "number":  # R^50
        return "a layer is written as its size", f"write '{shortened(reader.ahead().text)}'"
    if word in DENSE or our_word(word) is not None:
        return _dense_advice(reader, token) if word in DENSE else _our_word(reader, token)
    if word in INPUT:
        return "the input is the first number of a network", FIRST_NUMBER
    if word == "activation":
        inside = [t.text.strip("\"'").lower() for t in tokens_inside(reader, 0)]
        name = next((ours for text in inside if (ours := activation_named(text))), "relu")
        return "an activation is written as its name", f"write '{name}'"
    if not word.replace("_", "").isdecimal():
        return missing_layer(word)
    whole = f"{reader.ahead(-2).text}{word}".replace("_", "")  # 1_000 is a number and a word
    return "the digits of a number are written together", f"write '{shortened(whole)}'"


def _dense_advice(reader: Reader, token: Token) -> Advice:
    size, before = reader.ahead(-2), reader.ahead(-3)
    if size.kind == "number" and before.kind in {"arrow", "newline", "(", "*"}:  # 10 output
        return f"'{token.text}' adds nothing to the size", f"leave '{token.text}' out"
    message, arguments = "a Dense layer is written as its size", arguments_of_call(reader)
    if arguments:
        return message, f"write '{dense_call(token.lower, arguments)}'"
    number = next((one.text for one in tokens_inside(reader, 0) if one.kind == "number"), "")
    if not number:
        return message, f"write a number instead of '{token.text}', such as '50 relu'"
    return message, f"write '{shortened(number)}'"


def linear_hint(reader: Reader) -> Advice | None:
    """`Linear(784, 50)` of PyTorch: a layer there, an activation here."""
    arguments = arguments_of_call(reader)
    if not any(one.number for one in arguments):
        return None
    written = dense_call("linear", arguments)
    return "a Dense layer is written as its size", f"write '{written}'"


def _our_word(reader: Reader, token: Token) -> Advice:
    word = our_word(token.lower) or ""
    entry = LAYERS.get(word)
    message = f"'{shortened(token.text)}' is written '{word}' here"
    if entry is None:
        return message, f"write '{with_options(word, arguments_of_call(reader))}'"
    if entry.sizes is not None:
        inside = list(tokens_inside(reader, 0))
        is_call = token.lower.endswith("2d") and entry.argument is not None and reader.at("(")
        padding = "valid" if is_call else ""  # Keras's own, where ours is 'same'
        # in PyTorch the input channels come before the filters
        has_channels = token.text == "Conv2d" and entry.argument is not None
        written = window_text(inside, entry, padding, skips=has_channels)
        return message, f"write '{written if inside else entry.example}'"
    if not entry.argument:
        return message, f"write '{with_options(word, arguments_of_call(reader))}'"
    numbers = [token for token in tokens_inside(reader, 0) if token.kind == "number"]
    if word == "scale":  # Rescaling(1 / 255)
        number = f"/ {numbers[-1].text.rstrip('.') if numbers else 255}"
    elif word in {"drop", "sdrop"} and numbers:
        number = _share(numbers[0])
    else:
        number = numbers[0].text if numbers else "0.2"
    return message, f"write '{word} {number}'"


def _share(token: Token) -> str:
    """The number as it would be read: `20` was meant as 20 %."""
    is_percent = isinstance(token.value, int) and 1 < token.value < 100
    return f"{token.text}%" if is_percent else token.text


def input_hint(reader: Reader) -> PlacedAdvice | None:
    """A hint at the start of a network, for the size of the input."""
    token = reader.token
    if token.kind in {"newline", "end"} and reader.before.kind == ":":
        name = f"{shortened(reader.ahead(-2).text)}:"
        message = "a network goes on the line of its name"
        return reader.before.span, message, f"write '{name} 784 -> 10 softmax'"
    # a variable of such a name is allowed
    if not reader.holds_number() and (table := table_hint(reader)) is not None:
        return table
    word = token.lower if token.kind == "word" and not reader.holds_number() else ""
    advice = _missing_size(reader, word) or missing_layer(word)
    if advice is not None:
        # the word, and the brackets after it
        last = [token, *tokens_inside(reader, 1)][-1] if reader.ahead().kind == "(" else token
        return token.span.to(last.span), *advice
    if word in INPUT or token.kind == "(":
        return _input_call(reader, word)
    return _input_sign_hint(reader, word)


def _input_sign_hint(reader: Reader, word: str) -> PlacedAdvice | None:
    """A sign after the first size: `28*28`, `28, 28`, `R^784`."""
    token, symbol, after = reader.token, reader.ahead(), reader.ahead(2)
    if word and symbol.kind == "^" and after.kind == "number":
        hint = f"write '{shortened(after.text)}'"
        return token.span.to(after.span), "the input is its size", hint
    if token.kind == "number" and symbol.kind == "*" and after.kind == "number":
        return _product(reader)
    if symbol.kind == "," and (token.kind == "number" or reader.holds_number()):
        return _commas(reader)
    return None


def _input_call(reader: Reader, word: str) -> PlacedAdvice:
    """`Input(shape=(28, 28))`, `(28, 28)`: the sizes in brackets."""
    inside = list(tokens_inside(reader, bool(word)))
    numbers = [token for token in inside if token.kind == "number"]
    behind = reader.ahead(len(inside) + bool(word)).lower
    if not word and behind in ACTIVATIONS and numbers:  # (100, 50) relu
        layers = "".join(f" -> {token.text} {behind}" for token in numbers)
        span = inside[0].span.to(reader.ahead(len(inside)).span)
        return span, "the input size is missing", f"write '{shortened(f'784{layers}')}'"
    sizes = "x".join(token.text for token in numbers)
    message = "is written as its size" if word else "is written without brackets"
    span = reader.token.span.to(inside[-1].span) if inside else reader.token.span
    return span, f"the input {message}", f"write '{shortened(sizes) or 784}'"


def _missing_size(reader: Reader, word: str) -> tuple[str, str] | None:
    """A layer instead of the input; PyTorch's `Linear(784, 50)` has both sizes."""
    if not (reader.at("arrow") or word in DENSE | {"linear"} or our_word(word) is not None):
        return None
    reader.place += 1
    arguments = arguments_of_call(reader)
    reader.place -= 1
    numbers = [one.number for one in arguments if one.number]
    if word == "linear" and len(numbers) == len(("in", "out")):
        return "the input size is missing", f"write '{' -> '.join(numbers)}'"
    if word in DENSE and numbers:
        keys = INPUT | {"input_dim", "in_features"}
        tokens = next((one.tokens for one in arguments if one.key in keys), ())
        size = "x".join(one.text for one in tokens if one.kind == "number") or "784"
        return "the input size is missing", f"write '{size} -> {dense_call(word, arguments)}'"
    return "the input size is missing", FIRST_NUMBER


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
    return span, "a spec does no arithmetic", hint if total < COUNT else ""


_SIZES = range(8)
"No input has more axes than this; a longer product is cut."


def _commas(reader: Reader) -> PlacedAdvice:
    """784, 50, 10: the arrows are missing, and the hint writes them if there is nothing else."""
    sizes: list[str] = []
    comma = reader.ahead().span
    for ahead in range(0, 2 * len(_SIZES), 2):
        if reader.ahead(ahead).kind not in {"number", "word"}:
            break
        sizes.append(shortened(reader.ahead(ahead).text))
        if reader.ahead(ahead + 1).kind != ",":
            break
    if reader.ahead(2 * len(sizes) - 1).kind == "arrow":  # 28,28 -> 50
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
