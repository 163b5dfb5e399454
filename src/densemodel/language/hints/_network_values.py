"""Values of the rows about networks: texts of the language for other notations."""

from __future__ import annotations

import re
from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING

from densemodel.language.hints._aliases import INPUT, activation_named
from densemodel.language.hints._layer_hints import (
    arguments_of_call,
    dense_call,
    window_text,
    with_options,
)
from densemodel.language.hints._rows import VALUES, value
from densemodel.language.reading._token_reader import tokens_inside
from densemodel.language.syntax_tree._canonical import write_item
from densemodel.language.syntax_tree._closest_words import shortened
from densemodel.language.syntax_tree._limits import COUNT
from densemodel.language.syntax_tree._option import SHARE
from densemodel.language.syntax_tree._tree import Item
from densemodel.language.vocabulary._layer_words import LAYERS, PARTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from densemodel.language.hints._layer_hints import Argument
    from densemodel.language.hints._rows import PatternMatch
    from densemodel.language.reading._problems import Advice
    from densemodel.language.reading._reader import Reader
    from densemodel.language.reading._tokens import Token

_FAR = 16
"Tokens looked at for the beginning of a stage, so that time grows with the length alone."


def _stage_before(reader: Reader, place: int) -> str:
    """The text of the stage before a token; empty if it is long."""
    first, depth = place, 0
    while first > 0:
        kind = reader.tokens[first - 1].kind
        depth += (kind == ")") - (kind == "(")
        if kind in {"arrow", "newline", ";"} or depth < 0:
            break
        first -= 1
        if place - first >= _FAR:
            return ""
    return reader.problems.text[reader.tokens[first].start : reader.tokens[place].start].strip()


def _numbers(tokens: Iterable[Token]) -> list[str]:
    return [token.text for token in tokens if token.kind == "number"]


def _arguments(found: PatternMatch) -> list[Argument]:
    """Those of the call whose brackets are the part `arguments`."""
    found.reader.place -= len(found["arguments"].tokens)
    return arguments_of_call(found.reader)


@value
def both_sizes(found: PatternMatch) -> str | None:
    """PyTorch's `Linear(784, 50)` as the first layer."""
    numbers = [one.number for one in _arguments(found) if one.number]
    return " -> ".join(numbers) if len(numbers) == 2 else None


@value
def dense_with_input(found: PatternMatch) -> str | None:
    """`Dense(50, input_shape=(784,))`."""
    arguments = _arguments(found)
    if not any(one.number for one in arguments):
        return None
    keys = INPUT | {"input_dim", "in_features"}
    size = next(("x".join(_numbers(one.tokens)) for one in arguments if one.key in keys), "")
    return f"{size or 784} -> {dense_call(found['word'].lower(), arguments)}"


@value
def linear_layer(found: PatternMatch) -> str | None:
    """`Linear(784, 50)` as a later layer: `linear` is an activation here."""
    arguments = _arguments(found)
    return dense_call("linear", arguments) if any(one.number for one in arguments) else None


@value
def dense_layer(found: PatternMatch) -> str | None:
    """`Dense(50, activation="relu")`."""
    arguments = arguments_of_call(found.reader)
    return dense_call(found["word"].lower(), arguments) if arguments else None


@value
def number_inside(found: PatternMatch) -> str | None:
    return next((shortened(one) for one in _numbers(tokens_inside(found.reader, 0))), None)


@value
def activation_inside(found: PatternMatch) -> str:
    """`Activation("relu")`."""
    inside = [token.text.strip("\"'").lower() for token in tokens_inside(found.reader, 0)]
    return next((ours for text in inside if (ours := activation_named(text))), "relu")


@value
def our_layer(found: PatternMatch) -> str:
    """`Conv2D(32, 3)`, `Dropout(0.2)`, `BatchNormalization(momentum=0.9)`."""
    reader, word, theirs = found.reader, found["word"].ours, found["word"]
    entry = LAYERS.get(word)
    inside = list(tokens_inside(reader, 0))
    if entry is not None and entry.sizes is not None:
        is_call = theirs.lower().endswith("2d") and entry.argument is not None and reader.at("(")
        padding = "valid" if is_call else ""  # Keras's own, where ours is 'same'
        # in PyTorch the input channels come before the filters
        has_channels = theirs == "Conv2d" and entry.argument is not None
        return window_text(inside, entry, padding, skips=has_channels) if inside else entry.example
    if entry is not None and entry.mode:
        return f"{word} {entry.mode}" if any("vertical" in one.text for one in inside) else word
    if entry is None or not entry.argument:
        return with_options(word, arguments_of_call(reader))
    numbers = [token for token in inside if token.kind == "number"]
    if word == "scale":  # Rescaling(1 / 255)
        return f"scale / {numbers[-1].text.rstrip('.') if numbers else 255}"
    number = numbers[0].text if numbers else "0.2"
    is_share = entry.quantity == SHARE and numbers and isinstance(numbers[0].value, int)
    is_percent = is_share and 1 < (numbers[0].value or 0) < 100  # 20 was meant as 20 %
    return f"{word} {number}{'%' if is_percent else ''}"


@value
def layer_call(found: PatternMatch) -> str | None:
    """`conv(32, (3, 3), activation="relu")`."""
    word, inside = LAYERS[found["word"]], found["inside"].tokens
    has_number = next((token.kind == "number" for token in inside if token.kind != "("), False)
    if word.sizes is None or not (has_number or any(token.lower in PARTS for token in inside)):
        return None
    return window_text(inside, word)


@value
def layers_in_brackets(found: PatternMatch) -> str | None:
    """`(100, 50) relu`, of scikit-learn."""
    layers = [f"{size} {found['name'].ours}" for size in _numbers(found["inside"].tokens)]
    return shortened(" -> ".join(["784", *layers])) if layers else None


@value
def listed_layers(found: PatternMatch) -> str | None:
    """`(50, 50) relu` behind an arrow."""
    inside = found["sizes"].tokens[1:-1]
    kinds = [token.kind for token in found["sizes"].tokens]
    commas = len(kinds) // 2 - 1
    if commas < 1 or kinds != ["(", "number", *[",", "number"] * commas, ")"]:
        return None
    activation = found["activation"].lower()
    return " -> ".join(f"{shortened(size)} {activation}".strip() for size in _numbers(inside))


@value
def product(found: PatternMatch) -> Advice | None:
    """`28*28`."""
    sizes = found["factors"].tokens[::2]
    if len(sizes) < 2:
        return None
    total = prod(int(size.value or 1) for size in sizes)
    several = "x".join(size.text for size in sizes)
    hint = f"write {total} for rows of one axis, or {several} for rows with several"
    return "a spec does no arithmetic", hint if total < COUNT else ""


@value
def sizes_with_commas(found: PatternMatch) -> Advice:
    """`784, 50, 10`: the arrows are missing, and the hint writes them."""
    reader = found.reader
    reader.place = found.place
    sizes: list[str] = []
    while len(sizes) < 8 and reader.ahead(2 * len(sizes)).kind in {"number", "word"}:
        sizes.append(shortened(reader.ahead(2 * len(sizes)).text))
        if reader.ahead(2 * len(sizes) - 1).kind != ",":
            break
    if reader.ahead(2 * len(sizes) - 1).kind == "arrow":  # 28,28 -> 50
        several, layers = "x".join(sizes), " -> ".join(sizes)
        hint = f"write '{several}' for rows with several axes, or '{layers}' for layers"
        return "sizes of the input are joined by 'x', layers by arrows", hint
    texts: list[str] = []
    for ahead in range(17):
        token = reader.ahead(ahead)
        if token.kind in {"newline", "end", ";"}:
            break
        joint = " ;" if reader.ahead(ahead + 1).begins_clause else " ->"
        texts.append(joint if token.kind == "," else f" {shortened(token.text)}")
    else:
        texts.append(" ...")
    written = "".join(texts).strip().removesuffix("->").strip()
    return "layers are joined by arrows, not commas", f"write '{written}'"


@value
def repeated(found: PatternMatch) -> str | None:
    """`50 relu x 2`: what comes before, of which `50(relu)` is refused on its own."""
    before = re.sub(r"\((\w+)\)", r" \1", _stage_before(found.reader, found.place))
    return None if "*" in before else shortened(before)


@value
def group(found: PatternMatch) -> str | None:
    """`(50 relu) x3`: what stands in the brackets, which begin at the token `opening`."""
    closing = found.reader.tokens[found.place - 1]
    inside = found.reader.problems.text[found["opening"].end : closing.start].strip()
    return shortened(inside) if found["count"].lower().removeprefix("x").isdecimal() else None


def number_behind(reader: Reader) -> str:
    """The number that comes next, perhaps after `=`; empty if there is none."""
    number = reader.ahead(1 if reader.at("=", ":") else 0)
    return shortened(number.text) if number.kind == "number" else ""


@value
def option_in_stage(found: PatternMatch) -> str:
    """`10 relu l2 0.01`."""
    option = f"({found['option'].ours}={found['number_or_default']})"
    size, _, rest = _stage_before(found.reader, found.place).partition(" ")
    if not size.isdecimal():
        return f"write it after the size: '50{option}'"
    return f"write '{shortened(' '.join([f'{size}{option}', *rest.split()]))}'"


@value
def size_with_options(found: PatternMatch) -> str | None:
    """`50 relu(l2=0.01)`: the size with all options in the brackets that belong to it."""
    tokens, opening = found.reader.tokens, found["opening"]
    known = {option.key for option in LAYERS["dense"].options}
    given: dict[str, str] = {}
    for place in range(opening + 1, min(opening + _FAR, len(tokens) - 2)):
        key, symbol, number = tokens[place : place + 3]
        if key.kind in {")", "newline", "end", ";"}:
            break
        if key.lower in known and symbol.kind in {"=", ":"}:
            given[key.lower] = f"{key.lower}={shortened(number.text)}"
    if found["key"].lower() not in given:
        return None
    before = _stage_before(found.reader, opening - 1) or "50"
    options = ", ".join(given.values())
    size = f"{before[:-1]}, {options})" if before.endswith(")") else f"{before}({options})"
    return f"{size} {tokens[opening - 1].lower}"


@value
def joined_digits(found: PatternMatch) -> str:
    """`1_000`, which is a number and a word."""
    return shortened(f"{found['first']}{found['rest']}".replace("_", ""))


@value
def joined_thousands(found: PatternMatch) -> str | None:
    """`1,000`, which may be one number."""
    [whole], [part] = found["whole"].tokens, found["part"].tokens
    is_joined = part.start == whole.end + len(",")
    is_grouped = whole.text.isdecimal() and part.text.isdecimal() and len(part.text) == 3
    return whole.text + part.text if is_joined and is_grouped and len(whole.text) <= 3 else None


@value
def quotient(found: PatternMatch) -> str | None:
    """`100/2`."""
    whole, part = found["whole"].tokens[0].value, found["part"].tokens[0].value
    is_whole = isinstance(whole, int) and isinstance(part, int) and part and whole % part == 0
    return str(whole // part) if is_whole else None


@value
def first_option(found: PatternMatch) -> str | None:
    """`leaky_relu(0.1)`; but in `relu(50)` it is a size."""
    activation, number = found["activation"], found["number"].tokens[0]
    is_size = activation.word == "relu" and isinstance(number.value, int)
    return activation.options[0].key if activation.options and not is_size else None


@value
def part_in_its_place(found: PatternMatch) -> str:
    """`conv 32 kernel=5`: names that other tools give to the parts of a convolution."""
    part, item, text = found["part"].lower(), found["item"], found["value"].strip("\"'")
    if part in {"padding", "pad"}:
        return write_item(replace(item, padding="valid" if text == "valid" else "same"))
    if part in {"stride", "strides"}:
        kernel = write_item(replace(item, sizes=item.sizes or (3, 3), stride=None, padding=None))
        return f"{kernel}/{text or 2}"
    if part == "filters":
        return f"{item.word} {text or 32}"
    size = text if text.isdecimal() else "3"
    return f"{found['start']} {size}x{size}"


@value
def kernel_behind_filters(found: PatternMatch) -> str:
    """`conv 3x3 32`, `conv 32x3x3`: the number that was read is the kernel's first."""
    reader, item = found.reader, found["item"]
    if item.number is None:
        return f"{item.word} 2x2"
    first, width, filters = reader.ahead(-2), reader.token, reader.ahead()
    kernel = f"{first.text}x{width.text if width.kind == 'number' else 3}"
    count = filters.text if filters.kind == "number" else "32"
    if filters.kind == "times" and reader.ahead(2).kind == "number":
        count, kernel = first.text, f"{width.text}x{reader.ahead(2).text}"
    return f"{item.word} {shortened(count)} {shortened(kernel)}"


VALUES.update(
    start=lambda found: write_item(Item(found["item"].word, found["item"].number)),
    function_with_option=lambda found: (
        found["word"] if found["option"].lower() in found["activation"].function_options else None
    ),
    example_of_layer=lambda found: LAYERS[found["item"].word].example,
    number_or_default=lambda found: number_behind(found.reader) or "0.01",
)
