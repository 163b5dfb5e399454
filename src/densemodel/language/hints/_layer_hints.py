"""Calls, convolutions and pooling of other tools, `Dense(50, ...)`, as text of the language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from densemodel.language.hints._aliases import activation_named
from densemodel.language.reading._token_reader import tokens_inside
from densemodel.language.syntax_tree._closest_words import shortened
from densemodel.language.vocabulary._initializers import INITIALIZERS
from densemodel.language.vocabulary._layer_words import ACTIVATIONS, LAYERS, PARTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from densemodel.language.reading._reader import Reader
    from densemodel.language.reading._tokens import Token
    from densemodel.language.syntax_tree._option import Option
    from densemodel.language.vocabulary._layer_words import LayerWord

_DENSE_KEYS = {
    "use_bias": "bias",
    "bias": "bias",
    "kernel_initializer": "init",
    "kernel_regularizer": "",
    "activity_regularizer": "",
}
"Keras's keywords for the options of a size; a regularizer names itself."

_PULLS = frozenset({"l1", "l2"})


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a call."""

    key: str
    "Empty if it goes by its place."
    tokens: tuple[Token, ...]

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
    """The spec text for `Dense(50, activation="relu")`; `linear` has the input size before it."""
    plain = [one for one in arguments if not one.key]
    sizes = [one.number for one in arguments if one.key in {"units", "out_features"}]
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
    # 0.01 is Keras's default for `l2` without a number
    return f"{pull}={argument.number or 0.01}" if pull in _PULLS else ""


def with_options(word: str, arguments: list[Argument]) -> str:
    """A word of the language with the options of a call: `bn(momentum=0.9)`."""
    activation = ACTIVATIONS.get(word)
    table = activation.options if activation is not None else LAYERS[word].options
    options = [_option(argument, table) for argument in arguments]
    written = ", ".join(filter(None, options))
    return f"{word}({written})" if written else word


def _option(argument: Argument, table: tuple[Option, ...]) -> str:
    # LeakyReLU(0.1), LeakyReLU(alpha=0.1), but BatchNorm1d(50) counts what comes in
    if not argument.key or (argument.key == "alpha" and len(table) == 1):
        return f"{table[0].key}={argument.number}" if len(table) == 1 and argument.number else ""
    if argument.key == "center":
        return "offset=off" if argument.switch == "off" else ""
    option = next((one for one in table if argument.key in {one.key, one.argument}), None)
    if option is None:
        return ""
    if option.kind == "switch":
        return "" if argument.switch == "on" else f"{option.key}=off"
    return f"{option.key}={argument.number}" if argument.number else ""


def call_text(
    inside: list[Token], word: LayerWord, padding: str = "", *, skips: bool = False
) -> str:
    """The spec text for `(32, (3, 3), strides=2, activation="relu")`.

    It `skips` a first number for the input channels; `padding` is the default.
    """
    found: dict[str, list[str]] = {"": [], "padding": [padding]}
    key = ""
    for place, token in enumerate(inside):
        text = token.text.strip("\"'")
        names = token.kind == "word" and place + 1 < len(inside) and inside[place + 1].kind == "="
        if token.kind == "word" and token.lower in PARTS:
            key = token.lower
            found.pop(key, None)
        elif names:  # not in the language: dilation_rate=2
            key = token.lower
        elif text.lower() in ACTIVATIONS:
            found["activation"] = [text.lower()]
        elif text.lower() in {"same", "valid"}:
            found["padding"] = [text.lower()]
        elif token.kind == "number":
            found.setdefault(key, []).append(shortened(token.text))
    for value in found.pop("pad", found.get("padding", []))[:1]:
        # PyTorch's `padding=1` keeps the size of an image under a kernel of 3, as 'same' does
        is_same = "same" if value.strip("0") else "valid"
        found["padding"] = [is_same if value.isdecimal() else value]
    if skips and "filters" not in found:
        del found[""][:1]
    return _written(found, word)


def _written(found: dict[str, list[str]], word: LayerWord) -> str:
    plain = found[""]
    if word.sizes == "shape":
        return f"{word.word} {'x'.join(plain)}" if plain else word.example
    filters: list[str] = []
    if word.argument is not None:
        filters = found.get("filters") or plain[:1] or ["32"]
        plain = plain if "filters" in found else plain[1:]
    kernels = (found[key] for key in ("kernel_size", "kernel", "pool_size") if key in found)
    kernel = next(kernels, []) or plain[:2]
    stride = next((found[key] for key in ("strides", "stride") if key in found), [])
    window = "x".join(kernel) + (f"/{stride[0]}" if stride else "")
    words = [word.word, *filters, window, *found.get("padding", []), *found.get("activation", [])]
    return " ".join(filter(None, words))
