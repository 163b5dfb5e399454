"""Reads choices among items, stages and values: `{relu|tanh}`, `{50 relu|100 relu -> 50 relu}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.syntax_tree._closest_words import shortened
from densemodel.language.syntax_tree._tree import Choice, Item, choices_in
from densemodel.language.vocabulary._layer_words import ACTIVATIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.language.reading._problems import Problems
    from densemodel.language.reading._reader import Reader
    from densemodel.language.syntax_tree._tree import Alternative, ChoiceKind, Span


def at_stage_choice(reader: Reader) -> bool:
    """Whether here is a choice with arrows, brackets or repeats: a whole stage."""
    end = reader.closing_brace()
    if end is None:
        return False
    starts = True
    for ahead in range(1, end):
        token = reader.ahead(ahead)
        if token.kind in {"arrow", "*"} or (starts and token.kind == "("):
            return True
        starts = token.kind == "|"
    return False


def read_choice(
    reader: Reader, kind: ChoiceKind, read_one: Callable[[Reader], Alternative | None]
) -> Choice | None:
    """Read a choice in braces; None if it or an alternative was refused, with a problem."""
    start, known = reader.token.span, len(reader.problems.found)
    readers = reader.alternatives()
    if readers is None:
        return None
    span = start.to(reader.before.span)
    found: dict[Alternative, Span] = {}
    is_whole = True
    for one in readers:
        alternative, where = _read_one(one, read_one)
        if alternative is None:
            is_whole = False
            continue
        if alternative in found:
            reader.blame(where, "the same alternative is given twice", "", (found[alternative],))
        found[alternative] = where
    is_single = len(readers) == 1 and not reader.problems.is_unfinished
    if is_single and len(reader.problems.found) == known:
        alone = [token for token in readers[0].tokens if token.kind != "end"]
        hint = "write {relu|tanh}"
        # {width} is the syntax for variables in shell lines of a notebook
        if len(alone) == 1 and alone[0].kind in {"word", "number"}:
            hint = f"write {shortened(alone[0].text)}, or a second after '|'"
        reader.blame(span, "a choice needs two or more alternatives", hint)
    if len(reader.problems.found) > known or not is_whole:
        return None
    return Choice(kind, tuple(found), span=span)


def _read_one(
    one: Reader, read_one: Callable[[Reader], Alternative | None]
) -> tuple[Alternative | None, Span]:
    known, start = len(one.problems.found), one.token.span
    alternative = read_one(one)
    if not one.at("end") and len(one.problems.found) == known:
        hint = "alternatives are separated by '|'"
        hint = "one clause goes between two '|'" if one.at(";") else hint
        one.blame(one.token.span, one.token.unexpected, hint)
    elif not one.problems.is_unfinished and choices_in(alternative):  # lr find
        one.blame(one.before.span, "a choice can't contain a choice", "write 'lr find' alone")
    good = alternative is not None and len(one.problems.found) == known
    return alternative if good else None, start.to(one.before.span)


def kind_of_items(choice: Choice, problems: Problems) -> Choice | None:
    """The choice with its kind: names if all are activations; None if kinds are mixed."""
    bare = [_bare(alternative) for alternative in choice.alternatives]
    if all(word == "name" for word in bare):
        return Choice("name", choice.alternatives, span=choice.span)
    if {"number", "name"} <= set(bare):
        message = "the alternatives of a choice must be of one kind, not sizes and activations"
        problems.add(choice.span, message, "write {32|64} {relu|tanh}")
        return None
    return choice


def _bare(alternative: Alternative) -> str:
    """Whether it is only a size, or only the name of an activation."""
    if not isinstance(alternative, tuple) or len(alternative) != 1:
        return ""
    only = alternative[0]
    if not isinstance(only, Item) or only.options:
        return ""
    if only.word == "dense":
        return "number"
    return "name" if only.word in ACTIVATIONS else ""
