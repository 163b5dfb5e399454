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
    from collections.abc import Callable

    from densemodel.language.reading._reader import Reader
    from densemodel.language.syntax_tree._option import Quantity
    from densemodel.language.syntax_tree._tree import Number, ScheduleKind

_RATE = Due("'lr'", _schedules.RATE, "lr 0.001")


def read_rate(reader: Reader, _word: str = "lr") -> Number | Schedule | None:
    """Read the value of `lr`.

    Returns:
        The rate or the schedule; None if it was refused, with a problem.
    """
    if reader.at("{") and not reader.holds_number_choice():
        return read_choice(reader, "name", read_rate)  # {cosine 0.1|0.01}
    word = reader.token.lower if reader.at("word") else ""
    if word in _READERS:
        return _Form(reader, reader.place, SCHEDULES[word].word).read(_READERS[word])
    habit = schedule_word_hint(reader) if word and not reader.holds_number() else None
    if habit is not None:
        reader.blame(*habit)
        leave_clause(reader)
        return None
    return _plain_or_power(reader)


def _plain_or_power(reader: Reader) -> Number | Schedule | None:
    place = reader.place
    known = len(reader.problems.found)
    start = _real(reader.number(_RATE))
    if reader.at("*"):
        form = _Form(reader, place, "power", failed=start is None)
        return form.read(lambda form: _power(form, start))
    habit = reader.hint(changing_hint, place)
    if habit is None and reader.at("^"):
        habit = power_first_hint(reader, place)
    if habit is None:
        return start
    if len(reader.problems.found) == known:
        reader.blame(*habit)
    leave_clause(reader)
    return None


@dataclass(slots=True)
class _Form:
    """A schedule while it is read; problems of its form are noted once."""

    reader: Reader
    place: int
    "Its start."
    kind: ScheduleKind
    failed: bool = False

    def read(self, content: Callable[[_Form], Schedule | None]) -> Schedule | None:
        """Read it to its end."""
        reader = self.reader
        if self.kind != "power":
            reader.take()
            if reader.at("("):
                blame_brackets(reader, self.place, self.kind)
                return None
        schedule = content(self)
        if self._goes_on():
            self.blame_shape()
        elif schedule is not None:
            habit = reader.hint(schedule_unit_hint, schedule)
            if habit is not None:
                reader.blame(*habit)
                reader.take()
        return None if self.failed else schedule

    def _goes_on(self) -> bool:
        """Whether something follows that only a wrong form explains."""
        reader = self.reader
        if reader.at("*", "/", "^", "times", "("):
            return True
        if reader.at("arrow", ","):
            return reader.ahead().kind == "number"
        return reader.at("number") and reader.hint(number_first) is None

    def number(self, due: Due) -> Number | None:
        """Read a number."""
        value = self.reader.number(due)
        self.failed |= value is None
        return value

    def real(self, due: Due) -> Number | None:
        """Read a number as a float."""
        return _real(self.number(due))

    def joint(self, sign: str) -> bool:
        """Read the expected sign, or note that it is missing."""
        if self.reader.at(sign):
            self.reader.take()
            return True
        self.blame_shape()
        return False

    def blame_shape(self) -> None:
        """Note that its form is wrong, and leave the clause."""
        reader, word = self.reader, SCHEDULES[self.kind]
        leave_clause(reader)
        if not self.failed:
            span = reader.tokens[self.place].span.to(reader.before.span)
            hint = f"write 'lr {example_with(reader, self.place, self.kind)}'"
            reader.blame(span, word.shape, hint)
        self.failed = True


def _due(word: str, place: int, subject: str, quantity: Quantity) -> Due:
    subject = f"the {subject} of '{word}'"
    return Due(subject, quantity, f"lr {SCHEDULES[word].example}", place=place)


_EXP_START = _due("exp", 0, "first rate", _schedules.RATE)
_EXP_FLOOR = _due("exp", 1, "second rate", _schedules.FLOOR)
_EXP_STEPS = _due("exp", 2, "number of steps", _schedules.LENGTH)
_COSINE_START = _due("cosine", 0, "rate", _schedules.RATE)
_COSINE_EPOCHS = _due("cosine", 1, "number of epochs", _schedules.LENGTH)
_PLATEAU_START = _due("plateau", 0, "rate", _schedules.RATE)
_PLATEAU_FACTOR = _due("plateau", 1, "factor", _schedules.PLATEAU_FACTOR)
_PLATEAU_EPOCHS = _due("plateau", 2, "number of epochs", _schedules.LENGTH)
_POWER_FACTOR = Due("the factor of each epoch", _schedules.FACTOR, "lr 0.01*0.6^epoch")


def _exp(form: _Form) -> Schedule | None:
    start = form.real(_EXP_START)
    floor = form.real(_EXP_FLOOR) if form.joint("arrow") else None
    # a problem at the arrow has left the clause: nothing more to read
    length = form.number(_EXP_STEPS) if floor is not None and form.joint("/") else None
    if start is None or length is None:
        return None
    return Schedule("exp", start, floor=floor, length=length)


def _cosine(form: _Form) -> Schedule | None:
    start = form.real(_COSINE_START)
    length = form.number(_COSINE_EPOCHS) if form.reader.at("/") and form.joint("/") else None
    return None if start is None else Schedule("cosine", start, length=length)


def _plateau(form: _Form) -> Schedule | None:
    start = form.real(_PLATEAU_START)
    factor = length = None
    if form.reader.at("*"):
        form.joint("*")
        factor = form.real(_PLATEAU_FACTOR)
        length = form.number(_PLATEAU_EPOCHS) if form.joint("/") else None
    return None if start is None else Schedule("plateau", start, factor=factor, length=length)


def _power(form: _Form, start: Number | None) -> Schedule | None:
    reader = form.reader
    form.joint("*")
    if reader.at_word("epoch", "epochs"):  # 0.01*epoch
        form.blame_shape()
        return None
    habit = reader.hint(scientific_hint)
    factor = form.real(_POWER_FACTOR) if habit is None else None
    if habit is None and not form.joint("^"):
        return None
    if habit is None and reader.expects("words", words=("epoch",)):
        return None
    if habit is None and not reader.at_word("epoch"):
        habit = epoch_hint(reader, form.place)
    if habit is not None:
        reader.blame(*habit)
        leave_clause(reader)
        form.failed = True
    else:
        reader.take()
    return None if start is None or factor is None else Schedule("power", start, factor=factor)


def _real(value: Number | None) -> Number | None:
    return value if value is None or isinstance(value, Choice) else float(value)


_READERS: dict[str, Callable[[_Form], Schedule | None]] = {
    "exp": _exp,
    "cosine": _cosine,
    "plateau": _plateau,
}
