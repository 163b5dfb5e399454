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
from densemodel.language.syntax_tree._tree import Item
from densemodel.language.vocabulary._initializers import INITIALIZERS
from densemodel.language.vocabulary._keras_call import KerasCall
from densemodel.language.vocabulary._layer_words import ACTIVATIONS, LAYERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from densemodel.language.keras_layers._table import Rule
    from densemodel.language.reading._problems import PlacedAdvice
    from densemodel.language.reading._reader import Reader
    from densemodel.language.reading._tokens import Token
    from densemodel.language.vocabulary._layer_words import Activation, LayerWord

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


def brackets_hint(reader: Reader, word: str) -> PlacedAdvice | None:
    """50(relu) and drop(0.2): the brackets hold the next word instead of options."""
    opening, inside, closing = reader.token, reader.ahead(), reader.ahead(2)
    is_number = opening.kind == "(" and inside.kind == "number" and closing.kind in {")", "%"}
    if not is_number:
        return bracketed_activation(reader, word)
    percent = "%" if closing.kind == "%" else ""
    message = f"the number of '{word}' is written without brackets"
    return opening.span.to(closing.span), message, f"write '{word} {inside.text}{percent}'"


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


PARTS = {
    "filters": "the number of filters goes right after the word",
    "kernel": "the kernel goes after the number of filters",
    "kernel_size": "the kernel goes after the number of filters",
    "size": "the window goes right after the word",
    "pool_size": "the window goes right after the word",
    "stride": "the stride goes after '/'",
    "strides": "the stride goes after '/'",
    "padding": "the padding is 'same' or 'valid' alone",
    "pad": "the padding is 'same' or 'valid' alone",
}
"Names that other tools give to the parts of a convolution."


def call_hint(reader: Reader, word: LayerWord) -> PlacedAdvice | None:
    """conv(32, (3, 3), activation="relu"): the arguments of a call instead of words."""
    if not reader.at("(") or word.sizes is None:
        return None
    inside = list(tokens_inside(reader, 0))
    has_number = next((token.kind == "number" for token in inside if token.kind != "("), False)
    if not has_number and not any(token.lower in PARTS for token in inside):
        return None
    message = f"'{word.word}' is written without brackets"
    span = reader.token.span.to(inside[-1].span)
    return span, message, f"write '{window_text(inside, word)}'"


def kernel_hint(reader: Reader, start: str) -> PlacedAdvice | None:
    """A kernel in brackets, `conv 8 (3, 3)`; `conv 8` is read already."""
    if not reader.at("(") or reader.ahead().kind != "number":
        return None
    inside = list(tokens_inside(reader, 0))
    sizes = "x".join(shortened(token.text) for token in inside if token.kind == "number")
    span = reader.token.span.to(inside[-1].span)
    return span, "a kernel is written without brackets", f"write '{start} {sizes}'"


def at_sign_hint(reader: Reader, start: str) -> PlacedAdvice | None:
    """`conv 32@3x3`, as papers write it; `conv 32` is read, and the sign is refused already."""
    if reader.token.text != "@" or reader.ahead().kind != "number":
        return None
    sizes, last = shortened(reader.ahead().text), reader.ahead()
    if reader.ahead(2).kind == "times" and reader.ahead(3).kind == "number":
        last = reader.ahead(3)
        sizes += f"x{shortened(last.text)}"
    message = "the kernel goes after the number of filters and a space"
    return reader.before.span.to(last.span), message, f"write '{start} {sizes}'"


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


def window_hint(reader: Reader, item: Item) -> PlacedAdvice | None:
    """Something else instead of a kernel, a stride or a padding, after the layer so far."""
    token = reader.token
    if token.kind == "word" and token.lower in PARTS:
        after = reader.ahead(2 if reader.ahead().kind in {"=", ":"} else 1)
        number = after.text if after.kind in {"number", "word", "string"} else ""
        return token.span, PARTS[token.lower], _part_hint(token.lower, number, item)
    if reader.at_word("same", "valid"):
        return token.span, "the padding is given twice", "write 'same' or 'valid'"
    if token.kind == "times":
        return token.span, *_times_advice(reader, item)
    if token.kind == "number" and reader.before.kind == "number":
        number = shortened(token.text)
        if reader.ahead(-2).kind == "/":  # conv 32/2 5x5
            hint = f"write '{_start(item)} {number}x{number}/{reader.before.text}'"
            return token.span, "the stride comes last", hint
        return token.span, f"unexpected number {number}", "write the kernel as '3x3'"
    return _sign_hint(reader, item)


def _sign_hint(reader: Reader, item: Item) -> PlacedAdvice | None:
    """A sign instead of the x between two sizes: `3*3`, `3, 3`."""
    symbol, height, width = reader.token, reader.before, reader.ahead()
    if symbol.kind == "*" and height.kind == width.kind == "number":  # conv 32 3*3
        hint = f"write '{_start(item)} {shortened(height.text)}x{shortened(width.text)}'"
        return height.span.to(width.span), "sizes are joined by 'x'", hint
    if symbol.kind == "," and width.kind == "number":
        hint = f"write '{LAYERS[item.word].example}'"
        return symbol.span, "sizes are joined by 'x', without commas", hint
    return None


def _times_advice(reader: Reader, item: Item) -> tuple[str, str]:
    if reader.ahead(-2).kind == "/":
        return "one stride applies to both directions", "write '3x3/2'"
    message = "the kernel goes after the number of filters"
    if item.number is None:
        return message, f"write '{item.word} 2x2'"
    # conv 3x3 32: the number that was read is the kernel's first
    width, filters = reader.ahead(), reader.ahead(2)
    kernel = f"{reader.before.text}x{width.text if width.kind == 'number' else 3}"
    count = filters.text if filters.kind == "number" else "32"
    if filters.kind == "times" and reader.ahead(3).kind == "number":  # conv 32x3x3
        count, kernel = reader.before.text, f"{width.text}x{reader.ahead(3).text}"
    return message, f"write '{item.word} {shortened(count)} {shortened(kernel)}'"


def _start(item: Item) -> str:
    return write_item(Item(item.word, item.number))


def _part_hint(part: str, number: str, item: Item) -> str:
    number = shortened(number.strip("\"'"))
    kernel = write_item(replace(item, sizes=item.sizes or (3, 3), stride=None, padding=None))
    if part in {"padding", "pad"}:
        fixed = replace(item, padding=number if number in {"same", "valid"} else "same")
        return f"write '{write_item(fixed)}'"
    if part in {"stride", "strides"}:
        return f"write '{kernel}/{number or 2}'"
    if part == "filters":
        return f"write '{item.word} {number or 32}'"
    size = number if number.isdecimal() else "3"
    return f"write '{_start(item)} {size}x{size}'"
