"""Hints that depend on the text before: a comma for `;`, `relu x 2`, `relu l2 0.01`.

Each function is called when its sign or word was just read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from densemodel.language.hints._clause_hints import number_first
from densemodel.language.syntax_tree._closest_words import shortened
from densemodel.language.vocabulary._layer_words import ACTIVATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.language.reading._problems import Advice, PlacedAdvice
    from densemodel.language.reading._reader import Reader
    from densemodel.language.reading._tokens import Token
    from densemodel.language.syntax_tree._option import Option

JOINTS = (",", "|")
"Signs that are written instead of an arrow or `;`."

LAYER_OPTIONS = frozenset({"l1", "l2"})
"Options of a size that are often written as words of their own."

_FAR = 16
"Tokens looked at for the beginning of a stage, so that time grows with the length alone."


def joint_hint(reader: Reader, symbol: Token) -> Advice:
    """The fix for a `,` or `|` in a network."""
    if reader.token.begins_clause:
        return "clauses go after ';'", f"write ';' instead of '{symbol.text}'"
    if symbol.kind == "|" and any(reader.ahead(place).kind == "}" for place in range(_FAR)):
        return "a choice is written in braces", "write '{' before the first: {32|64}"
    clause = number_first(reader)
    if clause is not None:
        return "clauses go after ';', the word before its number", f"write '; {clause}'"
    name = _activation_here(reader)
    if symbol.kind == "," and name:
        size, before = reader.ahead(-2), reader.ahead(-3)
        is_size = size.kind == "number" and before.kind in {"arrow", "newline", "(", "*"}
        hint = f"write '{size.text} {name}'" if is_size else f"write '{name}' without ','"
        return "an activation goes after its size, without a comma", hint
    what = "commas" if symbol.kind == "," else f"'{symbol.text}'"
    hint = f"write '->' instead of '{symbol.text}'"
    whole, part = reader.ahead(-2), reader.token
    joined = whole.end == symbol.start and symbol.end == part.start
    groups = whole.text.isdecimal() and part.text.isdecimal()
    if joined and groups and len(whole.text) <= len(part.text) == len("000"):  # 1,000
        hint += f", or {whole.text}{part.text} if it is one number"
    return f"layers are joined by arrows, not {what}", hint


def _activation_here(reader: Reader) -> str | None:
    """The activation in `activation='relu'` or `relu`, if one of them stands here."""
    token = reader.token
    if token.lower == "activation" and reader.ahead().kind in {"=", ":"}:
        token = reader.ahead(2)
    name = token.text.strip("\"'").lower()
    return name if name in ACTIVATIONS else None


def colon_hint(reader: Reader) -> Advice | None:
    """`50:relu`: an activation behind its size; the colon is read already."""
    size, name = reader.ahead(-2), _activation_here(reader)
    if name is None or size.kind not in {"number", "word"}:
        return None
    message = "an activation goes after its size, without a colon"
    return message, f"write '{shortened(size.text)} {name}'"


def repeat_hint(reader: Reader, symbol: Token, count: str = "") -> Advice | None:
    """`50 relu x 2`, `50 relu * 2`, `50 relu x2` (with its count): the sign is read already."""
    # 50(relu) is refused on its own
    before = re.sub(r"\((\w+)\)", r" \1", _stage_before(reader, symbol))
    if not (count or reader.at("number")) or not before or "*" in before:
        return None
    hint = f"write '{count or reader.token.text}*({shortened(before)})'"
    return "a repeat goes before what it repeats", hint


def count_behind_hint(reader: Reader, opening: Token) -> PlacedAdvice | None:
    """`(50 relu) x3`, `(50 relu)*3`: the count of a repeat behind its brackets, which are read."""
    token, closing = reader.token, reader.before
    count = token.lower.lstrip("x") if token.lower.startswith("x") else ""
    if token.kind in {"*", "times"} or token.lower == "x":
        token = reader.ahead()
        count = token.text if token.kind == "number" else ""
    if not count.isdecimal():
        return None
    inside = reader.problems.text[opening.end : closing.start].strip()
    hint = f"write '{shortened(count)}*({shortened(inside)})'"
    return opening.span.to(token.span), "a repeat goes before what it repeats", hint


def sizes_in_brackets(reader: Reader) -> PlacedAdvice | None:
    """`(50, 50) relu`: sizes in brackets, as other tools list them. They are read over."""
    sizes: list[str] = []
    ahead = 1
    while reader.ahead(ahead).kind == "number" and ahead < _FAR:
        sizes.append(shortened(reader.ahead(ahead).text))
        if reader.ahead(ahead + 1).kind != ",":
            break
        ahead += 2
    if len(sizes) < 2 or reader.ahead(ahead + 1).kind != ")":  # a list
        return None
    opening = reader.token
    reader.skip_brackets()
    activation = reader.advance().lower if reader.token.lower in ACTIVATIONS else ""
    layers = [f"{size} {activation}".strip() for size in sizes]
    span = opening.span.to(reader.before.span)
    return span, "layers are joined by arrows, not commas", f"write '{' -> '.join(layers)}'"


def repeat_without_sign(reader: Reader, count: str) -> PlacedAdvice | None:
    """`2(50 relu)`: a bracket right behind a number, with a size in it."""
    size, after = reader.ahead(), reader.ahead(2)
    if not reader.at("(") or size.kind != "number" or after.kind in {")", "%", ","}:
        return None
    closing = next((t for t in map(reader.ahead, range(_FAR)) if t.kind == ")"), None)
    if closing is None:
        return None
    inside = reader.problems.text[reader.token.end : closing.start].strip()
    span = reader.token.span.to(closing.span)
    hint = f"write '{shortened(count)}*({shortened(inside)})'"
    return span, "a repeat is written with '*'", hint


def quotient_hint(reader: Reader) -> Advice:
    """`784 -> /255` and `width/2`: a slash in a network; it is already read."""
    before, after = reader.ahead(-2), reader.token
    if after.kind == "/" and reader.ahead().kind != "number":  # not n_cols//2
        return "a comment begins with '#'", "write '#' instead of '//'"
    if before.kind == "arrow":
        number = shortened(after.text) if after.kind == "number" else "255"
        return "'scale' divides numbers", f"write 'scale / {number}'"
    whole, part = before.value, after.value
    if isinstance(whole, int) and isinstance(part, int) and part and whole % part == 0:
        return "a spec does no arithmetic", f"write {whole // part}"
    return "a spec does no arithmetic", "put the number in a variable, and write its name"


def layer_option_hint(reader: Reader, word: Token) -> Advice:
    """`10 relu l2 0.01`: an option without brackets."""
    option = f"({word.lower}={number_after(reader) or 0.01})"
    size, _, rest = _stage_before(reader, word).partition(" ")
    message = f"'{word.lower}' is an option of a layer's size"
    if not size.isdecimal():
        return message, f"write it after the size: '50{option}'"
    written = " ".join([f"{size}{option}", *rest.split()])
    return message, f"write '{shortened(written)}'"


def options_of_the_size(
    reader: Reader, activation: Token, table: Sequence[Option]
) -> dict[str, str]:
    """`50 relu(l2=0.01)`: hints for options that belong to the size, each with all of them."""
    known = {option.key for option in table}
    given: dict[str, str] = {}
    for ahead in range(1, _FAR if reader.at("(") else 1):
        key, value = reader.ahead(ahead), reader.ahead(ahead + 2)
        if key.kind in {")", "newline", "end", ";"}:
            break
        if key.lower in known and reader.ahead(ahead + 1).kind in {"=", ":"}:
            given[key.lower] = f"{key.lower}={shortened(value.text)}"
    before = _stage_before(reader, activation) or "50"
    options = ", ".join(given.values())
    has_options = before.endswith(")")
    size = f"{before[:-1]}, {options})" if has_options else f"{before}({options})"
    return dict.fromkeys(given, f"it belongs to the size: write '{size} {activation.lower}'")


def number_after(reader: Reader) -> str:
    """The number that comes next, perhaps after `=`; empty if there is none."""
    number = reader.ahead(1 if reader.at("=", ":") else 0)
    return shortened(number.text) if number.kind == "number" else ""


def _stage_before(reader: Reader, token: Token) -> str:
    """The text of the stage up to a token that was just read; empty if it is long."""
    first, depth = reader.place - 1, 0
    while first > 0:
        kind = reader.tokens[first - 1].kind
        depth += (kind == ")") - (kind == "(")
        if kind in {"arrow", "newline", ";"} or depth < 0:
            break
        first -= 1
        if reader.place - first > _FAR:
            return ""
    return reader.problems.text[reader.tokens[first].start : token.start].strip()
