"""Habits in writing convolutions and pooling, each with its hint."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from densemodel.spec._activations import ACTIVATIONS
from densemodel.spec._near import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.spec._habits import PlacedAdvice
    from densemodel.spec._layer_words import LayerWord
    from densemodel.spec._reader import Reader
    from densemodel.spec._tokens import Token

_FAR = 32
"Tokens looked at in the brackets of a call."

PARTS = {
    "filters": "the number of filters stands right after the word",
    "kernel": "the kernel stands after the number of filters",
    "kernel_size": "the kernel stands after the number of filters",
    "size": "the window stands right after the word",
    "pool_size": "the window stands right after the word",
    "stride": "the stride stands after '/'",
    "strides": "the stride stands after '/'",
    "padding": "the padding is 'same' or 'valid' alone",
    "pad": "the padding is 'same' or 'valid' alone",
}
"Names that other tools give to the parts of a convolution."


def call_habit(reader: Reader, word: LayerWord) -> PlacedAdvice | None:
    """conv(32, (3, 3), activation="relu"): the arguments of a call in place of words."""
    if not reader.at("(") or word.sizes is None:
        return None
    inside = list(islice(_call(reader), _FAR))
    has_number = next((token.kind == "number" for token in inside if token.kind != "("), False)
    if not has_number and not any(token.lower in PARTS for token in inside):
        return None
    message = f"'{word.word}' is written without brackets"
    span = reader.token.span.to(inside[-1].span)
    return span, message, f"write '{call_text(inside, word)}'"


def _call(reader: Reader) -> Iterator[Token]:
    """The tokens of the call that begins here, its brackets included."""
    depth = 0
    for ahead in range(_FAR):
        token = reader.ahead(ahead)
        if token.kind in {"newline", "end", ";", "arrow"}:
            return
        depth += (token.kind == "(") - (token.kind == ")")
        yield token
        if depth <= 0:
            return


def call_text(inside: list[Token], word: LayerWord, padding: str = "") -> str:
    """What `(32, (3, 3), strides=2, activation="relu")` is in the words of the language.

    Args:
        inside: The tokens of the call.
        word: Whose call it is.
        padding: What stands for the padding where the call says none.
    """
    found: dict[str, list[str]] = {"": [], "padding": [padding]}
    key = ""
    for token in inside:
        text = token.text.strip("\"'")
        if token.kind == "word" and token.lower in PARTS:
            key = token.lower
            found.pop(key, None)
        elif text.lower() in ACTIVATIONS:
            found["activation"] = [text.lower()]
        elif text.lower() in {"same", "valid"}:
            found["padding"] = [text.lower()]
        elif token.kind == "number":
            found.setdefault(key, []).append(shortened(token.text))
    return _written(found, word)


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


def window_habit(reader: Reader, word: LayerWord) -> PlacedAdvice | None:
    """What stands in place of a kernel, a stride or a padding."""
    token = reader.token
    if token.kind == "word" and token.lower in PARTS:
        after = reader.ahead(2 if reader.ahead().kind in {"=", ":"} else 1)
        number = after.text if after.kind in {"number", "word", "string"} else ""
        return token.span, PARTS[token.lower], _part_hint(token.lower, number, word)
    if reader.at_word("same", "valid"):
        return token.span, "the padding is said twice", "write 'same' or 'valid'"
    if token.kind == "times":
        return token.span, *_times_advice(reader, word)
    if token.kind == "number" and reader.before.kind == "number":
        return token.span, *_number_advice(reader, word)
    if token.kind == "," and reader.ahead().kind == "number":
        return token.span, "sizes are joined by 'x', without commas", f"write '{word.example}'"
    return None


def _times_advice(reader: Reader, word: LayerWord) -> tuple[str, str]:
    if reader.ahead(-2).kind == "/":
        return "one stride holds for both directions", "write '3x3/2'"
    hint = f"write '{word.word} 32 3x3'" if word.argument else f"write '{word.word} 2x2'"
    return "the kernel stands after the number of filters", hint


def _number_advice(reader: Reader, word: LayerWord) -> tuple[str, str]:
    number = shortened(reader.token.text)
    if reader.ahead(-2).kind == "/":  # conv 32/2 5x5
        written = f"{number}x{number}/{reader.before.text}"
        return "the stride stands last", f"write '{word.word} 32 {written}'"
    return f"unexpected number {number}", "write the kernel as '3x3'"


def _part_hint(part: str, number: str, word: LayerWord) -> str:
    start = f"{word.word} 32" if word.argument else word.word
    number = shortened(number.strip("\"'"))
    if part in {"padding", "pad"}:
        return f"write '{start} {number if number in {'same', 'valid'} else 'same'}'"
    if part in {"stride", "strides"}:
        return f"write '{start} 3x3/{number or 2}'"
    if part == "filters":
        return f"write '{word.word} {number or 32}'"
    size = number or "3"
    return f"write '{start} {size}x{size}'" if size.isdecimal() else f"write '{start} 3x3'"
