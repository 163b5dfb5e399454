"""Reads a learning rate: one number, or a schedule such as `exp 0.03->0.0001/1000`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from densemodel.language.grammar._choice_grammar import read_choice
from densemodel.language.hints._clause_hints import number_first
from densemodel.language.hints._schedule_hints import (
    blame_brackets,
    changing_hint,
    epoch_hint,
    example_with,
    power_first_hint,
    schedule_unit_hint,
    schedule_word_hint,
    scientific_hint,
)
from densemodel.language.reading._problems import Due
from densemodel.language.reading._token_reader import leave_clause
from densemodel.language.syntax_tree._tree import Choice, Schedule
from densemodel.language.vocabulary import _schedules
from densemodel.language.vocabulary._schedules import SCHEDULES

if TYPE_CHECKING:
    from densemodel.language.reading._reader import Reader
    from densemodel.language.syntax_tree._option import Quantity
    from densemodel.language.syntax_tree._tree import Number, ScheduleKind

_RATE = Due("'lr'", _schedules.RATE, "lr 0.001")
_FACTOR = Due("the factor of each epoch", _schedules.FACTOR, "lr 0.01*0.6^epoch")


_PARTS: dict[str, tuple[tuple[str, str, str, Quantity, bool], ...]] = {
    "exp": (
        ("", "start", "first rate", _schedules.RATE, False),
        ("arrow", "floor", "second rate", _schedules.FLOOR, False),
        ("/", "length", "number of steps", _schedules.LENGTH, False),
    ),
    "cosine": (
        ("", "start", "rate", _schedules.RATE, False),
        ("/", "length", "number of epochs", _schedules.LENGTH, True),
    ),
    "plateau": (
        ("", "start", "rate", _schedules.RATE, False),
        ("*", "factor", "factor", _schedules.PLATEAU_FACTOR, True),
        ("/", "length", "number of epochs", _schedules.LENGTH, False),
    ),
}
"The numbers of a schedule: sign, field, name, range, and whether it may end before them."


def read_rate(reader: Reader, _word: str = "lr") -> Number | Schedule | None:
    """Read the value of `lr`: a rate or a schedule; None if it was refused, with a problem."""
    if reader.at("{") and not reader.holds_number_choice():
        return read_choice(reader, "name", read_rate)  # {cosine 0.1|0.01}
    word = reader.token.lower if reader.at("word") else ""
    if word in _PARTS:
        return _Form(reader, reader.place, SCHEDULES[word].word).read()
    advice = schedule_word_hint(reader) if word and not reader.holds_number() else None
    if advice is not None:
        reader.blame(*advice)
        leave_clause(reader)
        return None
    return _plain_or_power(reader)


def _plain_or_power(reader: Reader) -> Number | Schedule | None:
    place = reader.place
    known = len(reader.problems.found)
    start = _real(reader.number(_RATE))
    if reader.at("*"):
        return _Form(reader, place, "power", failed=start is None).read(start)
    advice = reader.hint(changing_hint, place)
    if advice is None and reader.at("^"):
        advice = power_first_hint(reader, place)
    if advice is None:
        return start
    if len(reader.problems.found) == known:
        reader.blame(*advice)
    leave_clause(reader)
    return None


@dataclass(slots=True)
class _Form:
    """A schedule while it is read; problems of its form are noted once."""

    reader: Reader
    place: int
    kind: ScheduleKind
    failed: bool = False

    def read(self, rate: Number | None = None) -> Schedule | None:
        """Read it to its end; a power begins behind its rate."""
        reader = self.reader
        if self.kind != "power":
            reader.advance()
            if reader.at("("):
                blame_brackets(reader, self.place, self.kind)
                return None
        schedule = self._power(rate) if self.kind == "power" else self._numbers()
        if self._goes_on():
            self.blame_shape()
        elif schedule is not None and reader.refuses(schedule_unit_hint, schedule):
            reader.advance()
        return None if self.failed else schedule

    def _goes_on(self) -> bool:
        """Whether something follows that only a wrong form explains."""
        reader = self.reader
        if reader.at("*", "/", "^", "times", "("):
            return True
        if reader.at("arrow", ","):
            return reader.ahead().kind == "number"
        return reader.at("number") and reader.hint(number_first) is None

    def _numbers(self) -> Schedule | None:
        values: dict[str, Number | None] = {}
        example = f"lr {SCHEDULES[self.kind].example}"
        for place, (symbol, field, name, quantity, is_optional) in enumerate(_PARTS[self.kind]):
            if is_optional and not self.reader.at(symbol):
                break
            if symbol and not self.joint(symbol):
                return None
            value = self.number(Due(f"the {name} of '{self.kind}'", quantity, example, place=place))
            if value is None and field == "floor":
                return None
            values[field] = value if field == "length" else _real(value)
        start = values.pop("start")
        return None if start is None else Schedule(self.kind, start, **values)

    def _power(self, start: Number | None) -> Schedule | None:
        reader = self.reader
        self.joint("*")
        if reader.at_word("epoch", "epochs"):  # 0.01*epoch
            self.blame_shape()
            return None
        advice = reader.hint(scientific_hint)
        factor = _real(self.number(_FACTOR)) if advice is None else None
        if advice is None and not self.joint("^"):
            return None
        if advice is None and reader.expects("words", words=("epoch",)):
            return None
        if advice is None and not reader.at_word("epoch"):
            advice = epoch_hint(reader, self.place)
        if advice is not None:
            reader.blame(*advice)
            leave_clause(reader)
            self.failed = True
        else:
            reader.advance()
        return None if start is None or factor is None else Schedule("power", start, factor=factor)

    def number(self, due: Due) -> Number | None:
        value = self.reader.number(due)
        self.failed |= value is None
        return value

    def joint(self, symbol: str) -> bool:
        """Read the expected sign, or note that it is missing."""
        if self.reader.at(symbol):
            self.reader.advance()
            return True
        self.blame_shape()
        return False

    def blame_shape(self) -> None:
        """Note that its form is wrong, and leave the clause."""
        reader = self.reader
        leave_clause(reader)
        if not self.failed:
            span = reader.tokens[self.place].span.to(reader.before.span)
            hint = f"write 'lr {example_with(reader, self.place, self.kind)}'"
            reader.blame(span, SCHEDULES[self.kind].shape, hint)
        self.failed = True


def _real(value: Number | None) -> Number | None:
    return value if value is None or isinstance(value, Choice) else float(value)
