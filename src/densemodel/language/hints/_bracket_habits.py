"""Habits of writing in brackets what stands without: `50(relu)`, `drop(0.2)`, `relu(50)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.tree._activations import ACTIVATIONS

if TYPE_CHECKING:
    from densemodel.language.hints._habits import PlacedAdvice
    from densemodel.language.reading._reader import Reader
    from densemodel.language.tree._activations import Activation


def brackets_habit(reader: Reader, word: str) -> PlacedAdvice | None:
    """50(relu) and drop(0.2): what stands in the brackets is no option but the next word."""
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
            f"the number of '{word}' stands without brackets",
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
    return span, "an activation stands without brackets", f"write '{word} {inside.lower}'"


def activation_brackets_habit(reader: Reader, activation: Activation) -> PlacedAdvice | None:
    """relu(50), and options that Keras has no layer for."""
    opening, inside, after = reader.token, reader.ahead(), reader.ahead(2)
    word = activation.word
    if opening.kind != "(":
        return None
    if inside.kind == "number" and after.kind == ")":
        span = opening.span.to(after.span)
        if activation.options and not (word == "relu" and isinstance(inside.value, int)):
            hint = f"write '{word}({activation.options[0].key}={inside.text})'"
            return span, f"an option of '{word}' has a name", hint
        return span, "the size stands before its activation", f"write '{inside.text} {word}'"
    if inside.kind == ")":
        return opening.span.to(inside.span), "empty brackets", f"write '{word}' alone"
    if inside.kind == "word" and inside.lower in activation.function_options:
        return inside.span, f"Keras has no layer for '{word}' with options", f"write '{word}' alone"
    return None
