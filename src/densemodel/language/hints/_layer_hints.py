"""Hints for convolutions and pooling of other tools."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from densemodel.language.reading._token_reader import tokens_inside
from densemodel.language.syntax_tree._activations import ACTIVATIONS
from densemodel.language.syntax_tree._canonical import write_item
from densemodel.language.syntax_tree._closest_words import shortened
from densemodel.language.syntax_tree._tree import Item
from densemodel.language.vocabulary._layer_words import LAYERS

if TYPE_CHECKING:
    from densemodel.language.reading._problems import PlacedAdvice
    from densemodel.language.reading._reader import Reader
    from densemodel.language.reading._tokens import Token
    from densemodel.language.vocabulary._layer_words import LayerWord

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
    return span, message, f"write '{call_text(inside, word)}'"


def kernel_hint(reader: Reader, start: str) -> PlacedAdvice | None:
    """A kernel in brackets: conv 8 (3, 3).

    Args:
        reader: Where the kernel would stand.
        start: What was read before it: `conv 8`.
    """
    if not reader.at("(") or reader.ahead().kind != "number":
        return None
    inside = list(tokens_inside(reader, 0))
    sizes = "x".join(shortened(token.text) for token in inside if token.kind == "number")
    span = reader.token.span.to(inside[-1].span)
    return span, "a kernel is written without brackets", f"write '{start} {sizes}'"


def at_sign_hint(reader: Reader, start: str) -> PlacedAdvice | None:
    """`conv 32@3x3`, as papers write filters and kernel.

    Args:
        reader: At the sign, which is refused already.
        start: What was read before it: `conv 32`.
    """
    if reader.token.text != "@" or reader.ahead().kind != "number":
        return None
    sizes, last = shortened(reader.ahead().text), reader.ahead()
    if reader.ahead(2).kind == "times" and reader.ahead(3).kind == "number":
        last = reader.ahead(3)
        sizes += f"x{shortened(last.text)}"
    message = "the kernel goes after the number of filters and a space"
    return reader.before.span.to(last.span), message, f"write '{start} {sizes}'"


def call_text(
    inside: list[Token], word: LayerWord, padding: str = "", *, skips: bool = False
) -> str:
    """The spec text for `(32, (3, 3), strides=2, activation="relu")`.

    Args:
        inside: The tokens of the call.
        word: The word of the call.
        padding: The default padding.
        skips: Whether the first number is the input channels.
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
    found["padding"] = [_padding(said) for said in found.get("pad", found.get("padding", []))[:1]]
    if skips and "filters" not in found:
        del found[""][:1]
    return _written(found, word)


def _padding(said: str) -> str:
    """PyTorch's `padding=1` keeps the size of an image under a kernel of 3, as 'same' does."""
    return ("same" if said.strip("0") else "valid") if said.isdecimal() else said


def _written(found: dict[str, list[str]], word: LayerWord) -> str:
    plain = found[""]
    if word.sizes == "shape":
        return f"{word.word} {'x'.join(plain)}" if plain else word.example
    filters: list[str] = []
    if word.argument is not None:
        filters = found.get("filters") or plain[:1] or ["32"]
        plain = plain if "filters" in found else plain[1:]
    kernel = next(
        (found[key] for key in ("kernel_size", "kernel", "pool_size") if key in found), []
    )
    kernel = kernel or plain[:2]
    stride = next((found[key] for key in ("strides", "stride") if key in found), [])
    window = "x".join(kernel) + (f"/{stride[0]}" if stride else "")
    words = [word.word, *filters, window, *found.get("padding", []), *found.get("activation", [])]
    return " ".join(filter(None, words))


def window_hint(reader: Reader, item: Item) -> PlacedAdvice | None:
    """Something else instead of a kernel, a stride or a padding.

    Args:
        reader: At the word or sign.
        item: The layer so far: `conv 8 3x3`.
    """
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
    sign, height, width = reader.token, reader.before, reader.ahead()
    if sign.kind == "*" and height.kind == width.kind == "number":  # conv 32 3*3
        hint = f"write '{_start(item)} {shortened(height.text)}x{shortened(width.text)}'"
        return height.span.to(width.span), "sizes are joined by 'x'", hint
    if sign.kind == "," and width.kind == "number":
        hint = f"write '{LAYERS[item.word].example}'"
        return sign.span, "sizes are joined by 'x', without commas", hint
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
    """The layer and its number of filters: `conv 8`."""
    return write_item(Item(item.word, item.number))


def _part_hint(part: str, number: str, item: Item) -> str:
    number = shortened(number.strip("\"'"))
    kernel = write_item(replace(item, sizes=item.sizes or (3, 3), stride=None, padding=None))
    if part in {"padding", "pad"}:
        said = replace(item, padding=number if number in {"same", "valid"} else "same")
        return f"write '{write_item(said)}'"
    if part in {"stride", "strides"}:
        return f"write '{kernel}/{number or 2}'"
    if part == "filters":
        return f"write '{item.word} {number or 32}'"
    size = number if number.isdecimal() else "3"
    return f"write '{_start(item)} {size}x{size}'"
