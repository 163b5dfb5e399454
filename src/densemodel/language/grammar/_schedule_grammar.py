"""Reads a learning rate: one number, or a schedule such as `exp 0.03->0.0001/1000`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from densemodel.language.grammar._choice_grammar import read_choice
from densemodel.language.hints._clause_hints import number_first
from densemodel.language.hints._schedule_hints import (
    changing_hint,
    epoch_hint,
    example_with,
    power_of_ten,
    schedule_unit_hint,
    schedule_word_hint,
)
from densemodel.language.reading._problems import Due
from densemodel.language.reading._token_reader import leave_clause
from densemodel.language.syntax_tree._option import POSITIVE
from densemodel.language.syntax_tree._tree import Choice
from densemodel.language.vocabulary._find import FIND, found_rates
from densemodel.language.vocabulary._schedules import SCHEDULE_WORDS, SCHEDULES, PowerSchedule

if TYPE_CHECKING:
    from typing import Any

    from densemodel.language.reading._reader import Reader
    from densemodel.language.syntax_tree._schedule import Schedule

_RATE = Due("'lr'", POSITIVE, "lr 0.001")


def read_rate(reader: Reader, _word: str = "lr") -> int | float | Schedule | None:
    """Read the value of `lr`: a rate, a schedule or `find`; None if it was refused."""
    if reader.at("{") and not reader.holds_number_choice():
        return read_choice(reader, "name", read_rate)  # {cosine 0.1|0.01}
    if reader.at_word(FIND):
        return found_rates(span=reader.advance().span)
    place, word = reader.place, reader.token.lower if reader.at("word") else ""
    if word in SCHEDULE_WORDS:
        reader.advance()
        return _ScheduleReader(reader, place, SCHEDULES[word]).read({})
    advice = reader.hint(power_of_ten)
    if word and not reader.holds_number():
        advice = schedule_word_hint(reader)
    known = len(reader.problems.found)
    if advice is None:
        start = _real(reader.number(_RATE))
        if reader.at("*"):
            return _ScheduleReader(reader, place, PowerSchedule).read({"start": start})
        advice = reader.hint(changing_hint, place)
        if advice is None:
            return start
    if len(reader.problems.found) == known:
        reader.blame(*advice)
    leave_clause(reader)
    return None


@dataclass(slots=True)
class _ScheduleReader:
    """Reads one schedule by its parts; problems of its form are noted once."""

    reader: Reader
    place: int
    "The first token of the schedule."
    kind: type[Schedule]
    failed: bool = False

    def read(self, numbers: dict[str, Any]) -> Schedule | None:
        """Read it to its end, behind the numbers that were read already."""
        reader, kind = self.reader, self.kind
        if not numbers and reader.at("("):
            opening = reader.token
            reader.skip_brackets()
            span = opening.span.to(reader.before.span)
            reader.blame(span, "a schedule is written without brackets", self._fix)
            leave_clause(reader)
            return None
        self.failed = None in numbers.values()
        is_whole = self._read_numbers(numbers) and (not kind.power_of or self._read_power())
        if self._goes_on():
            self._blame_shape()
        elif is_whole and reader.refuses(schedule_unit_hint, kind, numbers):
            reader.advance()
        return kind(**numbers) if is_whole and not self.failed else None

    def _read_numbers(self, numbers: dict[str, Any]) -> bool:
        """Read the numbers, each after its symbol; whether the schedule can go on."""
        reader, kind, has_optional = self.reader, self.kind, False
        for place, part in enumerate(kind.parts()):
            if part.name in numbers:
                continue
            if part.is_optional and not has_optional and not reader.at(part.symbol):
                break
            if part.symbol and not self._read_symbol(part.symbol):
                return False
            if kind.power_of and reader.at_word("epoch", "epochs"):  # 0.01*epoch
                self._blame_shape()
                return False
            due = Due(part.subject, part.quantity, f"lr {kind.example}", place=place)
            number = reader.number(due)
            numbers[part.name] = number if part.quantity.kind == "whole" else _real(number)
            self.failed |= number is None
            if number is None and part.symbol == "->":
                return False  # what follows may be a layer's
            has_optional = part.is_optional
        return True

    def _read_power(self) -> bool:
        reader, word = self.reader, self.kind.power_of
        if not self._read_symbol("^") or reader.expects("words", words=(word,)):
            return False
        if reader.at_word(word):
            reader.advance()
            return True
        reader.blame(*epoch_hint(reader, self.place))
        leave_clause(reader)
        self.failed = True
        return False

    def _read_symbol(self, symbol: str) -> bool:
        """Read the symbol, or note that it is missing."""
        if self.reader.at("arrow" if symbol == "->" else symbol):
            self.reader.advance()
            return True
        self._blame_shape()
        return False

    def _goes_on(self) -> bool:
        """Whether something follows that only a wrong form explains."""
        reader = self.reader
        if reader.at("*", "/", "^", "times", "("):
            return True
        if reader.at("arrow", ","):
            return reader.ahead().kind == "number"
        return reader.at("number") and reader.hint(number_first) is None

    def _blame_shape(self) -> None:
        """Note that its form is wrong, and leave the clause."""
        reader = self.reader
        leave_clause(reader)
        if not self.failed:
            span = reader.tokens[self.place].span.to(reader.before.span)
            reader.blame(span, self.kind.shape, self._fix)
        self.failed = True

    @property
    def _fix(self) -> str:
        return f"write 'lr {example_with(self.reader, self.place, self.kind)}'"


def _real(value: float | None) -> float | None:
    return value if value is None or isinstance(value, Choice) else float(value)
