"""Habits at the start of a network, where the size of the input is due."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from densemodel.spec._limits import COUNT
from densemodel.spec._near import shortened
from densemodel.spec._other_words import DENSE, FIRST_NUMBER, INPUT, OUR_WORD
from densemodel.spec._stage_tokens import tokens_inside

if TYPE_CHECKING:
    from densemodel.spec._habits import PlacedAdvice
    from densemodel.spec._reader import Reader
    from densemodel.spec._tokens import Token


def input_habit(reader: Reader) -> PlacedAdvice | None:
    """A habit at the start of a network, where the size of the input is due."""
    token, after = reader.token, reader.ahead()
    word = token.lower if token.kind == "word" else ""
    if token.kind == "arrow" or word in DENSE or word in OUR_WORD:
        return token.span, "the input size is missing", FIRST_NUMBER
    if word in INPUT or token.kind == "(":
        sizes = "x".join(t.text for t in tokens_inside(reader, bool(word)) if t.kind == "number")
        message = "is written as its size" if word else "stands without brackets"
        return token.span, f"the input {message}", f"write '{shortened(sizes) or 784} ->'"
    if token.kind == "number" and after.kind == "*" and reader.ahead(2).kind == "number":
        return _product(reader)
    if after.kind == "," and (token.kind == "number" or reader.holds_number()):
        return _commas(reader)
    return None


def _product(reader: Reader) -> PlacedAdvice:
    factors: list[Token] = []
    ahead = 0
    while reader.ahead(ahead).kind == "number" and ahead < 2 * len(_SIZES):
        factors.append(reader.ahead(ahead))
        if reader.ahead(ahead + 1).kind != "*":
            break
        ahead += 2
    total = prod(int(factor.value or 1) for factor in factors)
    span = factors[0].span.to(factors[-1].span)
    sizes = "x".join(factor.text for factor in factors)
    hint = f"write {total} for rows of one axis, or {sizes} for rows with several"
    return span, "nothing is calculated in a spec", hint if total < COUNT else ""


_SIZES = range(8)
"No input has more axes than this; a longer product is cut."


def _commas(reader: Reader) -> PlacedAdvice:
    """784, 50, 10: the arrows are missing, and the hint writes them if there is nothing else."""
    sizes = _sizes_with_commas(reader)
    comma = reader.ahead().span
    if sizes:
        several, layers = "x".join(sizes), " -> ".join(sizes)
        hint = f"write '{several}' for rows with several axes, or '{layers}' for layers"
        return comma, "sizes of the input are joined by 'x', layers by arrows", hint
    texts: list[str] = []
    for ahead in range(2 * len(_SIZES) + 1):
        token = reader.ahead(ahead)
        if token.kind in {"newline", "end", ";"}:
            break
        joint = " ;" if reader.ahead(ahead + 1).begins_clause else " ->"
        texts.append(joint if token.kind == "," else f" {shortened(token.text)}")
    else:
        texts.append(" ...")
    written = "".join(texts).strip().removesuffix("->").strip()
    return comma, "layers are joined by arrows, not commas", f"write '{written}'"


def _sizes_with_commas(reader: Reader) -> list[str]:
    """The sizes in `28,28 -> 50`, where an arrow follows them; else none."""
    sizes: list[str] = []
    for ahead in range(0, 2 * len(_SIZES), 2):
        size, sign = reader.ahead(ahead), reader.ahead(ahead + 1)
        if size.kind not in {"number", "word"}:
            break
        sizes.append(shortened(size.text))
        if sign.kind == "arrow":
            return sizes
        if sign.kind != ",":
            break
    return []
