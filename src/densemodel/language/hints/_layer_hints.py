"""Calls, convolutions and pooling of other tools, `Dense(50, ...)`, as text of the language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from densemodel.language.hints._aliases import activation_named
from densemodel.language.keras_layers._layer_items import layer_of
from densemodel.language.keras_layers._read_layer import complete_config, read_layer
from densemodel.language.keras_layers._table import LAYER_RULES
from densemodel.language.reading._token_reader import tokens_inside
from densemodel.language.syntax_tree._canonical import write_item
from densemodel.language.syntax_tree._closest_words import shortened
from densemodel.language.vocabulary._initializers import INITIALIZERS
from densemodel.language.vocabulary._keras_call import KerasCall
from densemodel.language.vocabulary._layer_words import ACTIVATIONS, LAYERS, PARTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from densemodel.language.keras_layers._table import Rule
    from densemodel.language.reading._reader import Reader
    from densemodel.language.reading._tokens import Token
    from densemodel.language.vocabulary._layer_words import LayerWord

_KEYS = {
    "alpha": "negative_slope",
    "bias": "use_bias",
    "l1": "kernel_regularizer",
    "l2": "kernel_regularizer",
    "out_features": "units",
}
"Keywords of other tools, and of older versions, for Keras's own."


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

    def config_value(self, key: str, rule: Rule) -> object:
        """What it gives for a key in Keras's config; None if nothing."""
        numbers = [one.value for one in self.tokens if one.kind == "number"]
        number = numbers[0] if numbers else None
        bare = self.word.replace("_", "")
        if isinstance(rule.default, bool):
            return self.word not in {"false", "none", "off"} and number != 0
        if key == "activation":
            return activation_named(self.word) or None
        if key.endswith("_initializer"):
            words = (one for one in INITIALIZERS.values() if one.word.replace("_", "") == bare)
            entry = next(words, None)
            return None if entry is None else entry.call(number if len(numbers) == 1 else None)
        if key.endswith("_regularizer"):
            name = self.key if self.key in _FACTORS else bare
            factor = 0.01 if number is None else number  # Keras's own default
            made = KerasCall("regularizers", name.upper(), ((name, factor),))
            return made if name in _FACTORS else None
        return number


_FACTORS = frozenset({"l1", "l2"})


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


def call_text(kind: str, arguments: Sequence[Argument]) -> str:
    """The spec text for `Dense(50, activation="relu")`: what the language has of its arguments."""
    rules = LAYER_RULES[kind]
    given: dict[str, object] = {}
    for argument in arguments:
        key = argument.key if argument.key in rules else _KEYS.get(argument.key, "")
        # BatchNorm1d(50) counts what comes in, and the first argument in Keras is an axis
        for one in [key] if argument.key else [*rules][: 2 if kind == "Dense" else 1]:
            rule = rules.get(one)
            value = None if rule is None or rule.is_fixed else argument.config_value(one, rule)
            if value is not None:
                given.setdefault(one, value)
    facts, _ = read_layer(kind, complete_config(kind, given))
    item, activation = layer_of({"units": 50} | facts)  # the size may be missing, or be none
    options = tuple(option for option in item.options if option != ("bias", "on"))
    return f"{write_item(replace(item, options=options))} {activation}".strip()


def dense_call(name: str, arguments: Sequence[Argument]) -> str:
    """The spec text for a Dense layer of any tool; `linear` has the input size before it."""
    return call_text("Dense", arguments[::-1] if name == "linear" else arguments)


def with_options(word: str, arguments: Sequence[Argument]) -> str:
    """A word of the language with the options of a call: `bn(momentum=0.9)`."""
    kind = ACTIVATIONS[word].layer if word in ACTIVATIONS else LAYERS[word].name
    return call_text(kind, arguments) if kind is not None and arguments else word


def window_text(
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
