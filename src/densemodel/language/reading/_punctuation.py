"""Punctuation of Python that the language does not have: dots in names, square brackets, others."""

from __future__ import annotations

import re
import unicodedata

from densemodel.language.syntax_tree._closest_words import shortened

Advice = tuple[str, str]

_MODULES = frozenset(
    {
        "activations", "callbacks", "f", "initializers", "k", "keras", "layers", "losses",
        "metrics", "nn", "np", "optim", "optimizers", "regularizers", "schedules", "sklearn",
        "tf", "tfk", "tfkl", "torch", "lr_scheduler", "preprocessing",
    }
)  # fmt: skip
"Prefixes of names in other tools: `nn.Linear` is meant as `Linear`."

_VARIABLE = "put the number in a variable, and write its name"

JOIN = "write '->' between layers"
_LEFT = "an arrow points to the right: '->'"
_SQUARE = "options are written in round brackets, 50(l2=0.001), choices in braces, {32|64}"

_HINTS = {
    "-": JOIN,
    "+": JOIN,
    "\N{EN DASH}": JOIN,
    "\N{EM DASH}": JOIN,
    "&": JOIN,
    "<": _LEFT,
    "←": _LEFT,
    "[": _SQUARE,
    "]": _SQUARE,
    "“": 'write straight quotes: "',
    "”": 'write straight quotes: "',
    ".": "a number needs a digit after its dot: 0.5",
    "$": "a variable is written as its name alone: n_cols -> 50",
}


def character_advice(character: str, *, in_column: bool) -> Advice:
    """The message and the fix for an invalid character, perhaps in the name of a column."""
    named = f"'{character}'" if character.isprintable() else f"U+{ord(character):04X}"
    message = f"unexpected character {named}"
    if in_column:
        return message, "a column name that is not one word is written in quotes"
    plain = unicodedata.normalize("NFKC", character)
    if plain != character and plain.isascii() and plain.isprintable() and len(plain) == 1:
        return message, f"write '{plain}'"
    return message, _HINTS.get(character, "")


_LONGEST = 90
"The most characters of a network in a hint."

_JOINTS = re.compile(
    "\\s+[-+&\N{EN DASH}\N{EM DASH}]\\s*|[&\N{EN DASH}\N{EM DASH}]\\s*|(?<=[0-9])-(?=[0-9])"
)
"Signs that are written between layers: `784 - 50 relu - 10`, `784-50-10`."


def with_arrows(line: str) -> str:
    """The network of a line with arrows in place of other signs; empty if it has arrows already."""
    network = line.partition(";")[0].strip()
    written = _JOINTS.sub(" -> ", network)
    has_arrow = "->" in network or "\N{RIGHTWARDS ARROW}" in network
    return "" if has_arrow or written == network or len(written) > _LONGEST else written


def is_of_a_module(name: str, *, following: str) -> bool:
    """Whether a name with dots is meant as its last part: `nn.ReLU`, or a call."""
    return following == "(" or name.partition(".")[0].lower() in _MODULES


def dotted_advice(name: str, *, in_column: bool) -> Advice:
    """The message about a name with dots that holds a value."""
    if in_column:
        return f"'{shortened(name)}' is not one word", f'write "{shortened(name)}"'
    return "a spec can't look inside a variable", _VARIABLE


def list_advice(
    text: str, *, activation: str = "", is_first: bool = False, in_clause: bool = False
) -> Advice:
    """The message and the fix for a list in brackets.

    `activation` follows it, as in `[50, 50] relu`; a first list holds the size of the input.
    """
    parts = [part.strip(" \"'") for part in text[1:-1].split(",")]
    parts = [part for part in parts if part]
    if "|" in text:
        return "a choice is written in braces", f"write '{{{shortened(text[1:-1])}}}'"
    if "=" in text:
        return "options are written in round brackets", f"write '({shortened(text[1:-1])})'"
    if in_clause and len(parts) > 1 and parts[0][0].isdecimal():
        written = shortened("|".join(parts))
        return "one value stands here, and a sweep tries several", f"write '{{{written}}}'"
    if len(parts) > 1 and parts[0][0].isdecimal():
        sizes = parts[:1] if is_first else []
        layers = [f"{part} {activation}".strip() for part in parts[len(sizes) :]]
        written = " -> ".join([*sizes, *layers])
        return "layers are joined by arrows", f"write '{written[:_LONGEST]}'"
    if parts and all(part.isidentifier() for part in parts):
        written = shortened(" ".join(parts))
        return "names are written without brackets and commas", f"write '{written}'"
    return "there are no square brackets", _SQUARE


def subscript_advice(before: str, text: str) -> Advice:
    """The message and the fix for brackets right after a word or a number: `x[0]`, `50[l2=0.1]`."""
    if "=" in text:
        written = f"{shortened(before)}({shortened(text[1:-1])})"
        return "options are written in round brackets", f"write '{written}'"
    return "a spec can't look inside a variable", _VARIABLE
