"""Hints at the start of a network, for the size of the input."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from densemodel.language.hints._call_hints import arguments_of_call, dense_call
from densemodel.language.hints._other_words import (
    DENSE,
    FIRST_NUMBER,
    INPUT,
    missing_layer,
    our_word,
)
from densemodel.language.reading._token_reader import tokens_inside
from densemodel.language.syntax_tree._activations import ACTIVATIONS
from densemodel.language.syntax_tree._closest_words import shortened
from densemodel.language.syntax_tree._limits import COUNT

if TYPE_CHECKING:
    from densemodel.language.reading._problems import PlacedAdvice
    from densemodel.language.reading._reader import Reader
    from densemodel.language.reading._tokens import Token


def input_hint(reader: Reader) -> PlacedAdvice | None:
    """A hint at the start of a network, for the size of the input."""
    token = reader.token
    if token.kind in {"newline", "end"} and reader.before.kind == ":":
        name = f"{shortened(reader.ahead(-2).text)}:"
        message = "a network goes on the line of its name"
        return reader.before.span, message, f"write '{name} 784 -> 10 softmax'"
    # a variable of such a name is allowed
    word = token.lower if token.kind == "word" and not reader.holds_number() else ""
    advice = _missing_size(reader, word) or missing_layer(word)
    if advice is not None:
        # the word, and the brackets after it
        last = [token, *tokens_inside(reader, 1)][-1] if reader.ahead().kind == "(" else token
        return token.span.to(last.span), *advice
    if word in INPUT or token.kind == "(":
        return _call(reader, word)
    return _sign_hint(reader, word)


def _sign_hint(reader: Reader, word: str) -> PlacedAdvice | None:
    """A sign after the first size: `28*28`, `28, 28`, `R^784`."""
    token, sign, after = reader.token, reader.ahead(), reader.ahead(2)
    if word and sign.kind == "^" and after.kind == "number":
        hint = f"write '{shortened(after.text)}'"
        return token.span.to(after.span), "the input is its size", hint
    if token.kind == "number" and sign.kind == "*" and after.kind == "number":
        return _product(reader)
    if sign.kind == "," and (token.kind == "number" or reader.holds_number()):
        return _commas(reader)
    return None


def _call(reader: Reader, word: str) -> PlacedAdvice:
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
        said = next((one.tokens for one in arguments if one.key in INPUT | _INPUT_KEYS), ())
        size = "x".join(one.text for one in said if one.kind == "number") or "784"
        return "the input size is missing", f"write '{size} -> {dense_call(word, arguments)}'"
    return "the input size is missing", FIRST_NUMBER


_INPUT_KEYS = frozenset({"input_dim", "in_features"})


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
