"""Hints for notations of Keras and other tools for a learning rate, with the numbers given."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from densemodel.language.hints._clause_hints import number_first
from densemodel.language.reading._named_numbers import describe, number_of
from densemodel.language.reading._token_reader import at_end
from densemodel.language.reading._words import WORDS
from densemodel.language.syntax_tree._canonical import write_number
from densemodel.language.syntax_tree._closest_words import did_you_mean, near, shortened
from densemodel.language.vocabulary._schedules import (
    SCHEDULE_WORDS,
    SCHEDULES,
    CosineSchedule,
    ExpSchedule,
    PowerSchedule,
)

if TYPE_CHECKING:
    from typing import Any

    from densemodel.language.reading._problems import Advice, PlacedAdvice
    from densemodel.language.reading._reader import Reader
    from densemodel.language.reading._tokens import Token
    from densemodel.language.syntax_tree._schedule import Schedule, SchedulePart

_KINDS = {
    **{alias: kind for kind in SCHEDULES.values() for alias in kind.aliases.split()},
    **SCHEDULES,
}
"The schedules by our words and by other tools' names, without underscores."

_NOWHERE = frozenset(
    {
        "linear", "step", "steplr", "multisteplr", "piecewise", "piecewiseconstant",
        "piecewiseconstantdecay", "polynomial", "polynomialdecay", "poly", "inversetime",
        "inversetimedecay", "cyclic", "cycliclr", "noam", "constant",
    }
)  # fmt: skip
"Schedules of other tools that the language does not have."

_SCHEDULE = frozenset(
    {"schedule", "scheduler", "lrschedule", "lrscheduler", "learningrateschedule"}
    | {"learningratescheduler"}
)
"Words for any schedule."

_OWN_WORD = "a schedule is written with its own word"
_FORMS = [kind.shortest() for kind in SCHEDULES.values()]
# a hint has room for four examples
_SCHEDULES_ARE = f"schedules are {', '.join([*_FORMS[:4], *[*SCHEDULES][4:]])}"


class _Given(NamedTuple):
    """A number of the text, and the symbol before it."""

    symbol: str
    text: str
    value: float


def example_with(reader: Reader, place: int, kind: type[Schedule]) -> str:
    """A correct schedule of a kind, with the numbers of the text from this token on."""
    given = _numbers_from(reader, place)
    if kind is PowerSchedule:
        is_turned = reader.tokens[min(place + 1, len(reader.tokens) - 1)].kind == "^"
        return _power(sorted(given, key=lambda one: one.value) if is_turned else given)
    # what stands behind its symbol, then the first rate, then a count
    order = sorted(
        kind.parts(), key=lambda part: (part.symbol != "", part.quantity.kind != "whole")
    )
    found = {part.name: _pop(given, part, part.symbol) for part in order if part.symbol}
    for part in order:
        found[part.name] = found.get(part.name) or _pop(given, part)
    has_optional = any(found[part.name] for part in order if part.is_optional)
    written = f"{kind.word} "
    for part, usual in zip(kind.parts(), re.findall(r"[\d.]+", kind.example), strict=True):
        one, start = found[part.name], found["start"]
        if one is None and part.symbol == "->" and start is not None:
            usual = write_number(float(f"{start.value / 100:.3g}"))  # noqa: PLW2901 - a better one
        if has_optional or not part.is_optional:
            written += part.symbol + (usual if one is None else one.text)
    return written


def _numbers_from(reader: Reader, place: int) -> list[_Given]:
    given: list[_Given] = []
    # few tokens, so that time grows with the length alone
    for at in range(place, min(place + 16, len(reader.tokens))):
        token = reader.tokens[at]
        if token.kind in {";", "newline", "end"} or (token.begins_clause and given):
            break
        value = token.value if token.kind == "number" else None
        if token.kind == "word" and token.lower not in WORDS:
            value = number_of(reader.names, token.text)
        if value is not None:
            text = shortened(token.text.lstrip("-"))
            symbol = reader.tokens[at - 1].kind if at else ""
            given.append(_Given("->" if symbol == "arrow" else symbol, text, abs(value)))
    return given


def _pop(given: list[_Given], part: SchedulePart, symbol: str = "") -> _Given | None:
    """The first number that a part may be, after its symbol if it is named; it is taken out."""
    for one in given:
        is_whole = part.quantity.kind != "whole" or isinstance(one.value, int)
        if is_whole and part.quantity.holds(one.value) and symbol in {"", one.symbol}:
            given.remove(one)
            return one
    return None


def _power(given: list[_Given]) -> str:
    numbers = [one for one in given if 0 < one.value <= 1]
    if not numbers:
        return PowerSchedule.example
    if len(numbers) == 1:
        # a number near 1 is a factor, whatever its place
        is_factor = numbers[0].value >= 1 / 2
        return f"0.01*{numbers[0].text}^epoch" if is_factor else f"{numbers[0].text}*0.9^epoch"
    return f"{numbers[0].text}*{numbers[1].text}^epoch"


def names_schedule(token: Token) -> bool:
    """Whether a word names a schedule, here or in another tool."""
    word = _bare(token)
    return token.kind == "word" and (word in _KINDS or word in _NOWHERE | _SCHEDULE)


def example_for(reader: Reader, token: Token, place: int) -> str | None:
    """The schedule that a word stands for, as it is written after `lr`; None if it is no such."""
    if not names_schedule(token):
        return None
    kind = _KINDS.get(_bare(token), ExpSchedule)
    # what another tool's name has in brackets may mean other things
    is_plain = reader.tokens[min(place + 1, len(reader.tokens) - 1)].kind == "number"
    is_plain = is_plain or token.lower in SCHEDULES
    return example_with(reader, place, kind) if is_plain else kind.example


def schedule_word_hint(reader: Reader) -> PlacedAdvice | None:
    """A word for a schedule in another tool, or a misspelt one, instead of a rate."""
    token = reader.token
    word = _bare(token)
    if word in _SCHEDULE:
        return token.span, _OWN_WORD, _SCHEDULES_ARE
    if names_schedule(token):
        return token.span, *_not_ours(reader, token, reader.place)
    if reader.ahead().kind != "number" or describe(reader.names, token.text) is not None:
        return None
    if near(token.lower, SCHEDULE_WORDS) is None:
        return None
    hint = did_you_mean(token.lower, SCHEDULE_WORDS)
    return token.span, f"unknown schedule '{token.text}'", hint


def schedule_word(reader: Reader, token: Token) -> Advice | None:
    """A word for a schedule where a clause begins; it is read already."""
    if token.lower in SCHEDULES:
        example = example_for(reader, token, reader.place - 1)
        return f"'{token.lower}' goes after 'lr'", f"write 'lr {example}'"
    if _bare(token) in _SCHEDULE:
        next_one = example_for(reader, reader.token, reader.place)
        hint = f"write 'lr {next_one}'" if next_one else _SCHEDULES_ARE
        return "a schedule goes after 'lr'", hint
    is_of_the_network = token.lower in {"linear", "exponential", "constant"}
    if names_schedule(token) and (not is_of_the_network or reader.at("number")):
        return _not_ours(reader, token, reader.place - 1)
    return None


def _not_ours(reader: Reader, token: Token, place: int) -> Advice:
    kind, name = _KINDS.get(_bare(token)), shortened(token.text)
    if kind is None:
        return f"there is no schedule '{name}'", _SCHEDULES_ARE
    ours = "as a factor of each epoch" if kind.power_of else f"'{kind.word}'"
    return f"'{name}' is written {ours} here", f"write 'lr {example_for(reader, token, place)}'"


def changing_hint(reader: Reader, place: int) -> PlacedAdvice | None:
    """What stands after a rate that is meant to change: `0.1 decay 0.9`, `0.03->0.0001/1000`."""
    token, after = reader.token, reader.ahead()
    if names_schedule(token):
        return token.span, *_word_after_rate(reader, token, place)
    if token.kind == "number" and number_first(reader) is None:
        return token.span, "'lr' takes one rate", _SCHEDULES_ARE
    span = token.span
    kind: type[Schedule] = PowerSchedule
    # an arrow and a whole number are more like a layer
    is_rate = reader.ahead(2).kind == "/" or isinstance(after.value, float)
    if token.kind == "arrow" and after.kind == "number" and is_rate:
        message, kind = "a rate that falls towards another is written with 'exp'", ExpSchedule
    elif token.kind == "times" and after.kind == "number":
        message = PowerSchedule.shape
    elif token.kind == "^" and reader.ahead(2).kind == "*":
        message = "the rate comes first, then its factor"
    elif token.kind == "^":
        span, message = reader.tokens[place].span, "the rate of the first epoch is missing"
    else:
        return _division(reader, place) if token.kind == "/" else None
    return span, message, f"write 'lr {example_with(reader, place, kind)}'"


def _word_after_rate(reader: Reader, token: Token, place: int) -> Advice:
    kind = _KINDS.get(_bare(token))
    if kind is None:
        is_known = _bare(token) in _NOWHERE
        return f"there is no schedule '{token.text}'" if is_known else _OWN_WORD, _SCHEDULES_ARE
    message = kind.shape if kind.power_of else f"'{kind.word}' comes first"
    if token.lower in SCHEDULES:
        message = f"'{token.lower}' goes before its numbers"
    return message, f"write 'lr {example_with(reader, place, kind)}'"


def _division(reader: Reader, place: int) -> PlacedAdvice:
    above, below = reader.before.value, reader.ahead().value
    if isinstance(above, int) and below:
        hint = f"write 'lr {write_number(float(f'{above / below:.6g}'))}'"  # 1/1000
    else:
        cosine = example_with(reader, place, CosineSchedule)
        hint = f"write one number, or a schedule: 'lr {cosine}'"
    return reader.token.span, "a spec does no arithmetic", hint


def power_of_ten(reader: Reader) -> PlacedAdvice | None:
    """`10^-3` and `1*10^-3`."""
    is_factor = reader.ahead().kind == "*"
    base, symbol, exponent = (reader.ahead(place + 2 * is_factor) for place in range(3))
    if symbol.kind != "^" or exponent.kind != "number" or (is_factor and base.text != "10"):
        return None
    is_plain = base.text == "10" and exponent.text.lstrip("-").isdecimal()
    fix = f"'1e{shortened(exponent.text)}'" if is_plain else "the number itself"
    return base.span.to(exponent.span), "a spec does no arithmetic", f"write {fix}"


def epoch_hint(reader: Reader, place: int) -> PlacedAdvice:
    """Something else than `epoch` after `^`."""
    token = reader.token
    hint = f"write 'lr {example_with(reader, place, PowerSchedule)}'"
    if reader.at_word("step", "steps", "batch", "iteration"):
        by_steps = f"by steps, 'lr {ExpSchedule.example}'"
        return token.span, "'^' counts epochs, not steps", f"{hint}; {by_steps}"
    span = reader.before.span if at_end(reader) else token.span
    return span, "'^' goes before 'epoch'", hint


def schedule_unit_hint(
    reader: Reader, kind: type[Schedule], numbers: dict[str, Any]
) -> PlacedAdvice | None:
    """`cosine 0.01/20 epochs`: the number counts something already."""
    token = reader.token
    if numbers.get("length") is None or not at_end(reader, 1):
        return None
    if not reader.at_word("step", "steps", "epoch", "epochs"):
        return None
    if token.lower.rstrip("s") == kind.counts.rstrip("s"):
        message = f"'{kind.word}' already counts {kind.counts}"
        return token.span, message, f"leave '{token.text}' out"
    message = f"'{kind.word}' counts {kind.counts}, not {token.lower}"
    return token.span, message, f"write only the number of {kind.counts}"


def _bare(token: Token) -> str:
    return token.lower.replace("_", "")
