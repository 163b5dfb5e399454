"""Reads the sizes of the input: `784`, `28x28x1`, `n_cols`."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Literal

from densemodel.language.hints._aliases import FIRST_NUMBER
from densemodel.language.hints._network_hints import input_hint
from densemodel.language.reading._problems import Due
from densemodel.language.reading._punctuation import with_arrows
from densemodel.language.reading._words import WORDS
from densemodel.language.syntax_tree import _limits
from densemodel.language.syntax_tree._canonical import write_count
from densemodel.language.syntax_tree._option import COUNT

if TYPE_CHECKING:
    from densemodel.language.reading._reader import Reader


_SIZE = Due("an input size", COUNT, hint=FIRST_NUMBER, is_of_data=True)
_STOPS = ("arrow", ";", "newline")
_SIZES = frozenset({"number", "word", "cursor"})

_LONGEST_LINE = 200
"Characters of a line that a hint rewrites."

InputShape = tuple[int, ...] | Literal["auto", "table"]


def read_input(reader: Reader) -> InputShape | None:
    """Read the sizes of the input, or `auto` or `table`; None if they were refused."""
    if reader.expects("input"):
        return None
    token = reader.token
    habit = reader.hint(input_hint)
    if habit is not None:
        reader.blame(*habit, covers=habit[0] != token.span)
        reader.skip_to(*_STOPS)
        return None
    if reader.at_word("auto", "table"):
        word: Literal["auto", "table"] = "auto" if reader.take().lower == "auto" else "table"
        if not reader.at("arrow", ";", "newline", "end"):
            if reader.token.kind != "bad":
                message = f"{reader.token.unexpected} after '{word}'"
                reader.blame(reader.token.span, message, f"write '{word} -> 50 relu'")
            reader.skip_to(*_STOPS)
        return word
    if token.kind == "word" and token.lower in WORDS:
        reader.blame(token.span, "the input size is missing", FIRST_NUMBER)
        reader.skip_to(*_STOPS)
        return None
    return _read_sizes(reader)


def _read_sizes(reader: Reader) -> tuple[int, ...] | None:
    if reader.at("{"):
        choice = reader.token.span
        reader.alternatives()
        hint = "choose one, or write 'auto' for the size of the data"
        reader.blame(choice, "the size of the input can't be a choice", hint)
        reader.skip_to(*_STOPS)
        return None
    start = reader.token.span
    sizes = [reader.plain_number(_SIZE)]
    # after a variable the x between two sizes is a word of its own
    while reader.at("times") or (reader.at_word("x") and reader.ahead().kind in _SIZES):
        reader.take()
        sizes.append(reader.plain_number(_SIZE))
    span = start.to(reader.before.span)
    if not reader.at("arrow", ";", "newline", "end"):
        _blame_rest(reader, several=len(sizes) > 1, refused=None in sizes)
    shape = tuple(int(size) for size in sizes if size is not None)
    if len(shape) < len(sizes):
        return None
    if prod(shape) > _limits.INPUT_VALUES:
        message = f"an input of {write_count(prod(shape))} numbers a row"
        reader.blame(span, f"{message}: at most {_limits.INPUT_VALUES:,}")
        return None
    return shape


def _blame_rest(reader: Reader, *, several: bool, refused: bool) -> None:
    token = reader.token
    if token.kind == "number" and not several:
        if not refused:
            hint = "did you forget '->' before it?"
            if token.text.startswith("-"):  # 784-50-10
                start = token.start - token.span.column + 1
                line = reader.problems.text[start : start + _LONGEST_LINE].splitlines()[0]
                written = with_arrows(line)
                hint = f"write '{written}'" if written else "write '->' between layers, not '-'"
            reader.blame(token.span, token.unexpected, hint)
    elif token.begins_clause:
        hint = "write an arrow and a layer: 784 -> 10 softmax"
        reader.blame(reader.before.span, "a network needs a layer after its input", hint)
    elif token.kind == "word" and token.lower in WORDS and not several:
        reader.blame(reader.before.span.to(token.span), "the input size is missing", FIRST_NUMBER)
    elif token.kind != "bad" and not refused:
        message = f"{token.unexpected} after the input size"
        reader.blame(token.span, message, "the input is only a size: 784 -> 50 relu")
    reader.skip_to(*_STOPS)
