"""Calls of other tools in a network, `Dense(50, ...)` and `50(relu)`, as text of the language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from densemodel.language.hints._aliases import activation_named
from densemodel.language.reading._token_reader import tokens_inside
from densemodel.language.syntax_tree._activations import ACTIVATIONS
from densemodel.language.syntax_tree._closest_words import shortened
from densemodel.language.vocabulary._initializers import INITIALIZERS
from densemodel.language.vocabulary._layer_words import LAYERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from densemodel.language.reading._problems import PlacedAdvice
    from densemodel.language.reading._reader import Reader
    from densemodel.language.reading._tokens import Token
    from densemodel.language.syntax_tree._activations import Activation
    from densemodel.language.syntax_tree._option import Option


_DENSE_KEYS = {
    "use_bias": "bias",
    "bias": "bias",
    "kernel_initializer": "init",
    "kernel_regularizer": "",
    "activity_regularizer": "",
}
"Keras's keywords for the options of a size; a regularizer names itself."

_SIZES = frozenset({"units", "out_features"})
_PULLS = frozenset({"l1", "l2"})
_USUAL_PULL = "0.01"
"Keras's default for `l2` without a number."


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a call."""

    key: str
    "Empty if it goes by its place."
    tokens: tuple[Token, ...]
    "Of its value."

    @property
    def number(self) -> str:
        """The first number in it; empty if there is none."""
        return next((shortened(one.text) for one in self.tokens if one.kind == "number"), "")

    @property
    def word(self) -> str:
        """The first word or string in it, as the language would write it; empty if none."""
        kinds = ("word", "string")
        return next((one.text.strip("\"'").lower() for one in self.tokens if one.kind in kinds), "")

    @property
    def switch(self) -> str:
        """`on` or `off`, for a truth value of Python."""
        return "off" if self.word in {"false", "none", "off"} or self.number == "0" else "on"


def arguments_of_call(reader: Reader) -> list[Argument]:
    """The arguments of the call whose bracket opens here; none if none does."""
    if not reader.at("("):
        return []
    arguments: list[Argument] = []
    for part in _parts(tokens_inside(reader, 0)):
        if len(part) > 1 and part[1].kind == "=":
            arguments.append(Argument(part[0].lower, tuple(part[2:])))
        elif part:
            arguments.append(Argument("", tuple(part)))
    return arguments


def _parts(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    """The arguments of a call, without brackets."""
    depth = 0
    part: list[Token] = []
    for token in tokens:
        depth += (token.kind in "({") - (token.kind in ")}")
        # the first bracket, the last, and the commas between
        if token.kind in "()," and depth == (token.kind != ")"):
            yield part
            part = []
        else:
            part.append(token)
    yield part


def dense_call(name: str, arguments: list[Argument]) -> str:
    """The spec text for `Dense(50, activation="relu", use_bias=False)`.

    Args:
        name: The called name; `linear` has the input size before its own.
        arguments: Of the call.
    """
    plain = [one for one in arguments if not one.key]
    sizes = [one.number for one in arguments if one.key in _SIZES]
    sizes = sizes or [one.number for one in plain if one.number]
    size = (sizes[-1] if name == "linear" else sizes[0]) if sizes else ""
    named = [one for one in arguments if one.key == "activation"] or plain
    activation = next((word for one in named if (word := activation_named(one.word))), "")
    options = ", ".join(filter(None, map(_dense_option, arguments)))
    return f"{size or 50}{f'({options})' if options else ''} {activation}".strip()


def _dense_option(argument: Argument) -> str:
    key = _DENSE_KEYS.get(argument.key)
    if key == "bias":
        return "bias=off" if argument.switch == "off" else ""
    if key == "init":
        bare = argument.word.replace("_", "")
        known = next((word for word in INITIALIZERS if word.replace("_", "") == bare), "")
        return f"init={known}" if known and known != "glorot_uniform" else ""
    pull = argument.key if argument.key in _PULLS else argument.word if key == "" else ""
    return f"{pull}={argument.number or _USUAL_PULL}" if pull in _PULLS else ""


def with_options(word: str, arguments: list[Argument]) -> str:
    """A word of the language with the options of a call: `bn(momentum=0.9)`."""
    activation = ACTIVATIONS.get(word)
    table = activation.options if activation is not None else LAYERS[word].options
    said = [_option(argument, table) for argument in arguments]
    written = ", ".join(filter(None, said))
    return f"{word}({written})" if written else word


def _option(argument: Argument, table: tuple[Option, ...]) -> str:
    if not argument.key:  # LeakyReLU(0.1), but BatchNorm1d(50) counts what comes in
        return f"{table[0].key}={argument.number}" if len(table) == 1 and argument.number else ""
    if argument.key == "center":
        return "offset=off" if argument.switch == "off" else ""
    if argument.key == "alpha" and len(table) == 1:
        return f"{table[0].key}={argument.number}" if argument.number else ""
    option = next((one for one in table if argument.key in {one.key, one.argument}), None)
    if option is None:
        return ""
    if option.kind == "switch":
        return "" if argument.switch == "on" else f"{option.key}=off"
    return f"{option.key}={argument.number}" if argument.number else ""


def brackets_hint(reader: Reader, word: str) -> PlacedAdvice | None:
    """50(relu) and drop(0.2): the brackets hold the next word instead of options."""
    opening, inside, closing = reader.token, reader.ahead(), reader.ahead(2)
    if opening.kind != "(" or closing.kind not in {")", "%"}:
        return None
    activation = bracketed_activation(reader, word)
    if activation is not None:
        return activation
    if inside.kind == "number":
        percent = "%" if closing.kind == "%" else ""
        return (
            opening.span.to(closing.span),
            f"the number of '{word}' is written without brackets",
            f"write '{word} {inside.text}{percent}'",
        )
    return None


def bracketed_activation(reader: Reader, word: str) -> PlacedAdvice | None:
    """50(relu): an activation in brackets."""
    opening, inside, closing = reader.token, reader.ahead(), reader.ahead(2)
    is_activation = inside.kind == "word" and inside.lower in ACTIVATIONS
    if opening.kind != "(" or closing.kind != ")" or not is_activation:
        return None
    span = opening.span.to(closing.span)
    return span, "an activation is written without brackets", f"write '{word} {inside.lower}'"


def activation_brackets_hint(reader: Reader, activation: Activation) -> PlacedAdvice | None:
    """relu(50), and options without a layer in Keras."""
    opening, inside, after = reader.token, reader.ahead(), reader.ahead(2)
    word = activation.word
    if opening.kind != "(":
        return None
    if inside.kind == "number" and after.kind == ")":
        span = opening.span.to(after.span)
        if activation.options and not (word == "relu" and isinstance(inside.value, int)):
            hint = f"write '{word}({activation.options[0].key}={inside.text})'"
            return span, f"an option of '{word}' has a name", hint
        return span, "the size goes before its activation", f"write '{inside.text} {word}'"
    if inside.kind == "word" and inside.lower in activation.function_options:
        return inside.span, f"Keras has no layer for '{word}' with options", f"write '{word}' alone"
    return None
