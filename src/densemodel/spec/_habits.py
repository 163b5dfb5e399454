"""Habits from Keras and from other notations, each with its hint in a network.

Each function gives the message and the hint, or None if it knows no such habit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.spec._activations import ACTIVATIONS
from densemodel.spec._layer_habits import call_text
from densemodel.spec._layer_words import LAYERS
from densemodel.spec._near import shortened
from densemodel.spec._number_text import write_number
from densemodel.spec._other_words import DENSE, FIRST_NUMBER, INPUT, OUR_WORD
from densemodel.spec._sign_habits import (
    JOINTS,
    LAYER_OPTIONS,
    joint_habit,
    layer_option_habit,
    repeat_habit,
)
from densemodel.spec._stage_tokens import tokens_inside

if TYPE_CHECKING:
    from densemodel.spec._reader import Reader
    from densemodel.spec._tokens import Token
    from densemodel.spec._tree import Span

Advice = tuple[str, str]
PlacedAdvice = tuple["Span", str, str]


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
    if word in DENSE:
        return "a Dense layer is written as its size", f"write '{_dense_text(reader)}'"
    if word in OUR_WORD:
        return _our_word(reader, token)
    if word in INPUT:
        return "the input is the first number of a network", FIRST_NUMBER
    if word == "activation":
        inside = [t.text.strip("\"'").lower() for t in tokens_inside(reader, 0)]
        name = next((text for text in inside if text in ACTIVATIONS), "relu")
        return "an activation is written as its name", f"write '{name}'"
    if word.replace("_", "").isdecimal():  # 1_000
        whole = f"{reader.ahead(-2).text}{word}".replace("_", "")
        return "the digits of a number stand together", f"write '{shortened(whole)}'"
    return None


def _our_word(reader: Reader, token: Token) -> Advice:
    word = OUR_WORD[token.lower]
    entry = LAYERS.get(word)
    if entry is not None and entry.sizes is not None:
        inside = list(tokens_inside(reader, 0))
        is_keras = token.lower.endswith("2d") and entry.argument is not None and reader.at("(")
        padding = "valid" if is_keras else ""  # Keras's own, where ours is 'same'
        written = call_text(inside, entry, padding) if inside else entry.example
        return f"'{shortened(token.text)}' is written '{word}' here", f"write '{written}'"
    number = ""
    if entry is not None and entry.argument:
        following = [t for t in tokens_inside(reader, 0) if t.kind == "number"]
        number = f" {following[0].text}" if following else " 0.2"
        if word == "scale":  # Rescaling(1 / 255)
            number = f" / {following[-1].text}" if following else " / 255"
    return f"'{shortened(token.text)}' is written '{word}' here", f"write '{word}{number}'"


def _dense_text(reader: Reader) -> str:
    """What `Dense(50, activation="relu")` or `dense 50 relu` is in our words."""
    size = activation = ""
    for token in tokens_inside(reader, 0):
        text = token.text.strip("\"'").lower()
        if token.kind == "number" and not size:
            size = token.text
        elif text in ACTIVATIONS and not activation:
            activation = text
    return f"{size or 50} {activation}".strip()
