"""What is expected in an unfinished network."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from densemodel.language.completion._complete_slots import (
    CompletionPlace,
    open_bracket,
    option_place,
)
from densemodel.language.syntax_tree._activations import ACTIVATIONS
from densemodel.language.syntax_tree._option import ANY, COUNT
from densemodel.language.vocabulary._layer_words import LAYERS

if TYPE_CHECKING:
    from densemodel.language.reading._tokens import Token
    from densemodel.language.syntax_tree._option import Option
    from densemodel.language.vocabulary._layer_words import LayerWord


def input_place(part: list[Token]) -> CompletionPlace:
    """The place in the sizes of the input."""
    if not part:
        return CompletionPlace("input")
    return (
        CompletionPlace("number", "input", COUNT) if _is_times(part) else CompletionPlace("arrow")
    )


def _is_times(part: list[Token]) -> bool:
    """Whether the x between two sizes is last; after a variable it is a separate word."""
    return part[-1].kind == "times" or (len(part) > 1 and part[-1].lower == "x")


def stage_place(part: list[Token]) -> CompletionPlace:
    """The place in a stage.

    Args:
        part: The stage so far.
    """
    if not part:
        return CompletionPlace("stage", quantity=COUNT)
    if part[-1].kind == "*":
        return CompletionPlace("repeated", quantity=COUNT)
    bracket = open_bracket(part)
    if bracket is not None:
        owner = part[_last_item(part[:bracket])]
        return replace(option_place(_options(owner), part[bracket + 1 :]), word=owner.lower)
    start = _last_item(part)
    layer = LAYERS.get(part[start].lower)
    if layer is not None:
        place = _number_place(layer, part[start + 1 :])
        if place is not None:
            return place
    name = part[start].lower if part[start].lower in ACTIVATIONS or layer else "dense"
    said = frozenset(token.lower for token in part[start + 1 :])
    options = _options(part[start]) if start == len(part) - 1 else ()
    return CompletionPlace("item", name, options=options, said=said)


def _last_item(part: list[Token]) -> int:
    """The index of the last word of a layer or activation; 0 without one: a size."""
    depth = 0
    for index in range(len(part) - 1, -1, -1):
        token = part[index]
        depth += (token.kind == ")") - (token.kind == "(")
        is_item = token.lower in ACTIVATIONS or token.lower in LAYERS
        if depth <= 0 and token.kind == "word" and is_item:
            return index
    return 0


def _options(token: Token) -> tuple[Option, ...]:
    word = token.lower
    if word in ACTIVATIONS:
        return ACTIVATIONS[word].options
    return LAYERS.get(word, LAYERS["dense"]).options


def _number_place(layer: LayerWord, after: list[Token]) -> CompletionPlace | None:
    """The place if a number of this word is expected, None if its next word may come."""
    pieces = layer.example.split()
    is_divided = len(pieces) > 1 and pieces[1] == "/"
    last = after[-1].kind if after else ""
    if is_divided:
        quantity = layer.quantity or ANY
        if not after:  # scale / 255
            return CompletionPlace("words", layer.word, words=((" ".join(pieces[1:]), layer.help),))
        return CompletionPlace("number", layer.word, quantity, pieces[2]) if last == "/" else None
    if layer.sizes and after and (last == "/" or _is_times(after)):
        return CompletionPlace(
            "number", layer.word, COUNT, "2" if last == "/" else str(layer.kernel or 1)
        )
    if after or (layer.quantity is None and layer.sizes != "shape"):
        return None
    example = pieces[1] if len(pieces) > 1 else ""
    return CompletionPlace("number", layer.word, layer.quantity or COUNT, example)
