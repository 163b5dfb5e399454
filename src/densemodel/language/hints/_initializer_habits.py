"""Names that other tools have for an initialiser, and numbers that stand without their colon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.tree._near import shortened
from densemodel.language.vocabulary._initializers import ALIASES, INITIALIZERS

if TYPE_CHECKING:
    from densemodel.language.hints._habits import PlacedAdvice
    from densemodel.language.reading._reader import Reader

_NAMES = {
    "xavier": "glorot_uniform",
    "xavieruniform": "glorot_uniform",
    "xaviernormal": "glorot_normal",
    "glorot": "glorot_uniform",
    "he": "he_normal",
    "kaiming": "he_normal",
    "kaimingnormal": "he_normal",
    "kaiminguniform": "he_uniform",
    "lecun": "lecun_normal",
    "normal": "random_normal",
    "gaussian": "random_normal",
    "gauss": "random_normal",
    "uniform": "random_uniform",
    "random": "random_uniform",
    "truncated": "tn",
    "truncnormal": "tn",
    "zero": "zeros",
    "one": "ones",
    "eye": "identity",
    "const": "constant",
}
"Without underscores."


def our_initializer(word: str, number: str) -> str | None:
    """The initialiser that is meant by another tool's name; None if it is no such name.

    Args:
        word: In lower case.
        number: What stands behind it; empty if nothing does.
    """
    name = _NAMES.get(word.replace("_", ""))
    if name is None:
        return None
    entry = INITIALIZERS[name]
    if entry.argument is None:
        return name
    number = number or ("0.1" if entry.needs_number else "")
    return f"{name}:{number}" if number else name


def initializer_habit(reader: Reader) -> PlacedAdvice | None:
    """`init tn 0.1`, `tn=0.1`, `tn(0.1)`: a number that stands without its colon.

    Args:
        reader: Behind the name.
    """
    word = reader.before.lower
    entry = INITIALIZERS.get(ALIASES.get(word, word))
    number = reader.ahead(0 if reader.at("number") else 1)
    if entry is None or number.kind != "number" or not reader.at("number", "=", "("):
        return None
    closes = reader.at("(") and reader.ahead(2).kind == ")"
    span = reader.before.span.to(reader.ahead(2).span if closes else number.span)
    if entry.argument is None:
        return span, f"'{entry.word}' takes no number", f"write '{entry.word}' alone"
    written = f"{entry.word}:{shortened(number.text)}"
    return span, "the number of an initialiser stands after a colon", f"write '{written}'"
