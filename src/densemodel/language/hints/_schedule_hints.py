"""Hints for notations of Keras and other tools for a learning rate, with the numbers given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from densemodel.language.hints._clause_hints import number_first
from densemodel.language.reading._named_numbers import describe, number_of
from densemodel.language.reading._token_reader import at_end, leave_clause
from densemodel.language.reading._words import WORDS
from densemodel.language.syntax_tree._canonical import write_number
from densemodel.language.syntax_tree._closest_words import by_name, did_you_mean, near, shortened
from densemodel.language.vocabulary import _schedules
from densemodel.language.vocabulary._schedules import EXAMPLES, SCHEDULES

if TYPE_CHECKING:
    from densemodel.language.reading._problems import Advice, PlacedAdvice
    from densemodel.language.reading._reader import Reader
    from densemodel.language.reading._tokens import Token
    from densemodel.language.syntax_tree._option import Quantity
    from densemodel.language.syntax_tree._tree import Schedule, ScheduleKind


@dataclass(frozen=True, slots=True)
class _Given:
    """A number of the text, and the sign before it."""

    symbol: str
    text: str
    value: float


def example_with(reader: Reader, place: int, kind: ScheduleKind) -> str:
    """A correct schedule of a kind, with the numbers of the text from this token on."""
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
            given.append(_Given(reader.tokens[at - 1].kind if at else "", text, abs(value)))
    if reader.tokens[min(place + 1, len(reader.tokens) - 1)].kind == "^":
        given.sort(key=lambda one: one.value)  # 0.6^epoch*0.01: the smaller is the rate
    writers = {"exp": _exp, "power": _power, "cosine": _cosine, "plateau": _plateau}
    return writers[kind](given)


def _pop(given: list[_Given], quantity: Quantity, symbol: str = "") -> _Given | None:
    """The first number in a range, after a sign if one is named; it is taken out."""
    for one in given:
        whole = quantity.kind != "whole" or isinstance(one.value, int)
        if whole and quantity.holds(one.value) and symbol in {"", one.symbol}:
            given.remove(one)
            return one
    return None


def _length(given: list[_Given]) -> _Given | None:
    return _pop(given, _schedules.LENGTH, "/") or _pop(given[1:], _schedules.LENGTH)


def _exp(given: list[_Given]) -> str:
    length = _length(given)
    start = _pop(given, _schedules.RATE)
    floor = _pop(given, _schedules.FLOOR)
    steps = length.text if length else "1000"
    if start is None:
        return f"exp 0.03->0.0001/{steps}"
    if floor is None or floor is length:
        rounded = float(f"{start.value / 100:.3g}")  # a hundredth of the first
        return f"exp {start.text}->{write_number(rounded)}/{steps}"
    return f"exp {start.text}->{floor.text}/{steps}"


def _power(given: list[_Given]) -> str:
    numbers = [one for one in given if 0 < one.value <= 1][:2]
    if len(numbers) < len(("rate", "factor")):
        alone = numbers[0] if numbers else None
        if alone is None:
            return _schedules.SCHEDULES["power"].example
        # a number near 1 is a factor, whatever its place
        is_factor = alone.value >= 1 / 2
        return f"0.01*{alone.text}^epoch" if is_factor else f"{alone.text}*0.9^epoch"
    rate, factor = numbers
    return f"{rate.text}*{factor.text}^epoch"


def _cosine(given: list[_Given]) -> str:
    length = _length(given)
    start = _pop(given, _schedules.RATE)
    epochs = f"/{length.text}" if length else ""
    return f"cosine {start.text if start else '0.01'}{epochs}"


def _plateau(given: list[_Given]) -> str:
    length = _length(given)
    factor = _pop(given, _schedules.PLATEAU_FACTOR, "*")
    start = _pop(given, _schedules.RATE)
    factor = factor or _pop(given, _schedules.PLATEAU_FACTOR)
    written = f"plateau {start.text if start else '0.01'}"
    if factor is None and length is None:
        return written
    return f"{written}*{factor.text if factor else '0.1'}/{length.text if length else '5'}"


_ELSEWHERE: dict[str, ScheduleKind] = by_name(
    {
        "power": "exponential exponentialdecay exponentiallr decay lrdecay",
        "cosine": "cosinedecay cosineannealing cosineannealinglr cosinedecayrestarts",
        "plateau": "reducelronplateau reduceonplateau",
    }
)
"Names that other tools have for a schedule, without underscores, and ours."

_NOWHERE = frozenset(
    {
        "linear", "step", "steplr", "multisteplr", "piecewise", "piecewiseconstant",
        "piecewiseconstantdecay", "polynomial", "polynomialdecay", "poly", "inversetime",
        "inversetimedecay", "warmup", "onecycle", "onecyclelr", "cyclic", "cycliclr", "noam",
        "constant",
    }
)  # fmt: skip
"Schedules of other tools that the language does not have."

_SCHEDULE = frozenset(
    {"schedule", "scheduler", "lrschedule", "lrscheduler", "learningrateschedule"}
    | {"learningratescheduler"}
)
"Words for any schedule."

_OWN_WORD = "a schedule is written with its own word"
_SCHEDULES_ARE = f"schedules are {EXAMPLES}"


def names_schedule(token: Token) -> bool:
    """Whether a word names a schedule, here or in another tool."""
    word = _bare(token)
    return token.kind == "word" and (
        token.lower in SCHEDULES or word in _ELSEWHERE or word in _NOWHERE | _SCHEDULE
    )


def schedule_word_hint(reader: Reader) -> PlacedAdvice | None:
    """A word for a schedule in another tool, or a misspelt one, instead of a rate."""
    token = reader.token
    word = _bare(token)
    if word in _SCHEDULE:
        return token.span, _OWN_WORD, _SCHEDULES_ARE
    if word in _ELSEWHERE or word in _NOWHERE:
        return token.span, *_not_ours(reader, token, reader.place)
    if reader.ahead().kind != "number" or describe(reader.names, token.text) is not None:
        return None
    known = [name for name in SCHEDULES if name != "power"]
    if near(token.lower, known) is None:
        return None
    return token.span, f"unknown schedule '{token.text}'", did_you_mean(token.lower, known)


def schedule_word(reader: Reader, token: Token) -> Advice | None:
    """A word for a schedule where a clause begins; it is read already."""
    word = _bare(token)
    if token.lower in SCHEDULES:
        example = example_with(reader, reader.place - 1, SCHEDULES[token.lower].word)
        return f"'{token.lower}' goes after 'lr'", f"write 'lr {example}'"
    if word in _SCHEDULE:
        next_one = example_for(reader, reader.token, reader.place)
        hint = f"write 'lr {next_one}'" if next_one else _SCHEDULES_ARE
        return "a schedule goes after 'lr'", hint
    is_known = word in _ELSEWHERE or word in _NOWHERE
    is_of_the_network = token.lower in {"linear", "exponential", "constant"}
    if is_known and (not is_of_the_network or reader.at("number")):
        return _not_ours(reader, token, reader.place - 1)
    return None


def example_for(reader: Reader, token: Token, place: int) -> str | None:
    """The schedule that a word stands for, as it is written after `lr`; None if it is no such."""
    if not names_schedule(token):
        return None
    if token.lower in SCHEDULES:
        return example_with(reader, place, SCHEDULES[token.lower].word)
    return _example(reader, place, _ELSEWHERE.get(_bare(token), "exp"))


def changing_hint(reader: Reader, place: int) -> PlacedAdvice | None:
    """Words after a rate that is meant to change: `0.1 decay 0.9`, `0.03->0.0001/1000`."""
    token, after = reader.token, reader.ahead()
    if names_schedule(token):
        return token.span, *_word_after_rate(reader, token, place)
    if token.kind == "arrow":
        # an arrow and a whole number are more like a layer
        is_rate = reader.ahead(2).kind == "/" or isinstance(after.value, float)
        hint = f"write 'lr {example_with(reader, place, 'exp')}'"
        message = "a rate that falls towards another is written with 'exp'"
        return (token.span, message, hint) if after.kind == "number" and is_rate else None
    if token.kind == "/":
        above, below = reader.before.value, after.value
        hint = (
            f"write 'lr {write_number(float(f'{above / below:.6g}'))}'"  # 1/1000
            if isinstance(above, int) and below
            else f"write one number, or a schedule: 'lr {example_with(reader, place, 'cosine')}'"
        )
        return token.span, "a spec does no arithmetic", hint
    if token.kind == "times" and after.kind == "number":
        hint = f"write 'lr {example_with(reader, place, 'power')}'"
        return token.span, SCHEDULES["power"].shape, hint
    if token.kind == "number" and number_first(reader) is None:
        return token.span, "'lr' takes one rate", f"for a rate that changes, {_SCHEDULES_ARE}"
    return None


def power_first_hint(reader: Reader, place: int) -> PlacedAdvice:
    """`0.6^epoch*0.01` and `10^-3`: a number was read, and `^` stands here."""
    first, after = reader.tokens[place], reader.ahead()
    if after.kind == "number":
        return _power_of_ten(first, after)
    hint = f"write 'lr {example_with(reader, place, 'power')}'"
    if reader.ahead(2).kind == "*":
        return reader.token.span, "the rate comes first, then its factor", hint
    return first.span, "the rate of the first epoch is missing", hint


def epoch_hint(reader: Reader, place: int) -> PlacedAdvice:
    """Something else than `epoch` after `^`."""
    token, before = reader.token, reader.ahead(-2)
    hint = f"write 'lr {example_with(reader, place, 'power')}'"
    if token.kind == "number" and before.text == "10":
        return _power_of_ten(before, token)
    if reader.at_word("step", "steps", "batch", "iteration"):
        by_steps = f"by steps, 'lr {SCHEDULES['exp'].example}'"
        return token.span, "'^' counts epochs, not steps", f"{hint}; {by_steps}"
    span = reader.before.span if at_end(reader) else token.span
    return span, "'^' goes before 'epoch'", hint


def scientific_hint(reader: Reader) -> PlacedAdvice | None:
    """`1*10^-3`: the power of ten that comes next."""
    base, symbol, exponent = reader.token, reader.ahead(), reader.ahead(2)
    if base.text != "10" or symbol.kind != "^" or exponent.kind != "number":
        return None
    return _power_of_ten(base, exponent)


def schedule_unit_hint(reader: Reader, schedule: Schedule) -> PlacedAdvice | None:
    """`cosine 0.01/20 epochs`: the number counts something already."""
    ours = "steps" if schedule.kind == "exp" else "epochs"
    token = reader.token
    if schedule.length is None or not at_end(reader, 1):
        return None
    if not reader.at_word("step", "steps", "epoch", "epochs"):
        return None
    if token.lower.rstrip("s") == ours.rstrip("s"):
        return token.span, f"'{schedule.kind}' already counts {ours}", f"leave '{token.text}' out"
    message = f"'{schedule.kind}' counts {ours}, not {token.lower}"
    return token.span, message, f"write only the number of {ours}"


def blame_brackets(reader: Reader, place: int, kind: ScheduleKind) -> None:
    """Refuse `cosine(0.1, 20)`, and read over it."""
    opening = reader.token
    reader.skip_brackets()
    hint = f"write 'lr {example_with(reader, place, kind)}'"
    span = opening.span.to(reader.before.span)
    reader.blame(span, "a schedule is written without brackets", hint)
    leave_clause(reader)


def _not_ours(reader: Reader, token: Token, place: int) -> Advice:
    kind, name = _ELSEWHERE.get(_bare(token)), shortened(token.text)
    if kind is None:
        return f"there is no schedule '{name}'", _SCHEDULES_ARE
    example = _example(reader, place, kind)
    ours = "as a factor of each epoch" if kind == "power" else f"'{kind}'"
    return f"'{name}' is written {ours} here", f"write 'lr {example}'"


def _example(reader: Reader, place: int, kind: ScheduleKind) -> str:
    """A right schedule for another tool's name; what it has in brackets may mean other things."""
    given = reader.tokens[min(place + 1, len(reader.tokens) - 1)].kind == "number"
    return example_with(reader, place, kind) if given else SCHEDULES[kind].example


def _word_after_rate(reader: Reader, token: Token, place: int) -> Advice:
    if token.lower in SCHEDULES:
        example = example_with(reader, place, SCHEDULES[token.lower].word)
        return f"'{token.lower}' goes before its numbers", f"write 'lr {example}'"
    kind = _ELSEWHERE.get(_bare(token))
    if kind is None:
        message = f"there is no schedule '{token.text}'"
        return (message if _bare(token) in _NOWHERE else _OWN_WORD), _SCHEDULES_ARE
    hint = f"write 'lr {example_with(reader, place, kind)}'"
    return (SCHEDULES[kind].shape if kind == "power" else f"'{kind}' comes first"), hint


def _power_of_ten(base: Token, exponent: Token) -> PlacedAdvice:
    span = base.span.to(exponent.span)
    whole = exponent.text.lstrip("-").isdecimal()
    hint = f"write '1e{shortened(exponent.text)}'" if whole and base.text == "10" else ""
    return span, "a spec does no arithmetic", hint or "write the number itself"


def _bare(token: Token) -> str:
    return token.lower.replace("_", "")
