"""Hints for notations of Keras and other tools in a network.

Each function returns the message and the hint, or None.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.hints._aliases import activation_named
from densemodel.language.hints._call_hints import arguments_of_call, dense_call, with_options
from densemodel.language.hints._layer_hints import call_text
from densemodel.language.hints._other_words import (
    DENSE,
    FIRST_NUMBER,
    INPUT,
    missing_layer,
    our_word,
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
from densemodel.language.vocabulary._layer_words import LAYERS

if TYPE_CHECKING:
    from densemodel.language.reading._problems import Advice
    from densemodel.language.reading._reader import Reader
    from densemodel.language.reading._tokens import Token


def size_advice(value: float, said: str | None) -> Advice | None:
    """A size that can't be one."""
    if isinstance(value, float):
        if 0 < value < 1:
            hint = f"for dropout write 'drop {said or write_number(value)}'"
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
    if word in DENSE:
        return _dense_advice(reader, token)
    if our_word(word) is not None:
        return _our_word(reader, token)
    if word in INPUT:
        return "the input is the first number of a network", FIRST_NUMBER
    if word == "activation":
        inside = [t.text.strip("\"'").lower() for t in tokens_inside(reader, 0)]
        name = next((ours for text in inside if (ours := activation_named(text))), "relu")
        return "an activation is written as its name", f"write '{name}'"
    return _with_underscores(reader, word) or missing_layer(word)


def _with_underscores(reader: Reader, word: str) -> Advice | None:
    """`1_000`, which is read as a number and a word."""
    if not word.replace("_", "").isdecimal():
        return None
    whole = f"{reader.ahead(-2).text}{word}".replace("_", "")
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
        has_channels = token.text in _CHANNELS_FIRST and entry.argument is not None
        written = call_text(inside, entry, padding, skips=has_channels)
        return message, f"write '{written if inside else entry.example}'"
    if entry.argument:
        return message, f"write '{word} {_number_of(reader, word)}'"
    return message, f"write '{with_options(word, arguments_of_call(reader))}'"


_CHANNELS_FIRST = frozenset({"Conv2d"})
"As in PyTorch: the input channels come before the filters."


def _number_of(reader: Reader, word: str) -> str:
    """The number of a call in another tool, as text after our word."""
    following = [t for t in tokens_inside(reader, 0) if t.kind == "number"]
    if word == "scale":  # Rescaling(1 / 255)
        return f"/ {following[-1].text.rstrip('.')}" if following else "/ 255"
    if not following:
        return "0.2"
    return _share(following[0]) if word in {"drop", "sdrop"} else following[0].text


def _share(token: Token) -> str:
    """The number as it would be read: `20` was meant as 20 %."""
    is_percent = isinstance(token.value, int) and 1 < token.value < 100  # noqa: PLR2004
    return f"{token.text}%" if is_percent else token.text
