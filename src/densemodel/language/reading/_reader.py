"""Read numbers and choices among numbers."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from densemodel.language.reading._named_numbers import describe, number_of
from densemodel.language.reading._token_reader import TokenReader
from densemodel.language.reading._words import WORDS
from densemodel.language.syntax_tree import _limits
from densemodel.language.syntax_tree._canonical import write_number
from densemodel.language.syntax_tree._closest_words import did_you_mean, shortened
from densemodel.language.syntax_tree._option import Quantity
from densemodel.language.syntax_tree._tree import Choice, Spread

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.language.reading._problems import Due
    from densemodel.language.reading._tokens import Token
    from densemodel.language.syntax_tree._tree import Span


_EXAMPLE = "write {16..64/4} for 4 numbers from 16 to 64, or {0.001..0.1 log/3}"
_COUNT = Quantity(kind="whole", low=2, high=_limits.TRIALS)


def read_spread(readers: list[Reader], due: Due, span: Span) -> Choice | None:
    """Read the numbers between two ends, which are alone in their braces; None if refused."""
    reader = readers[0]
    if len(readers) > 1:
        reader.blame(span, "'..' is alone in its braces", _EXAMPLE)
        return None
    low = reader.plain_number(due)
    if low is None:
        return None
    if not reader.at(".."):
        reader.blame(reader.token.span, "'..' goes between two numbers", _EXAMPLE)
        return None
    reader.advance()
    high = reader.plain_number(due)
    is_log = reader.at_word("log") and reader.advance() is not None
    count = None if high is None else _read_count(reader, due, span, is_log=is_log)
    if high is None or count is None:
        return None
    if low >= high:
        problem = "the smaller number comes first"
    elif is_log and low <= 0:
        problem = "'log' needs numbers above 0"
    else:
        spread, is_whole = Spread(low, high, count, is_log=is_log), due.quantity.kind == "whole"
        values = spread.values(is_whole=is_whole)
        if len(set(values)) == count and all(low <= value <= high for value in values):
            return Choice("number", values, spread, span)
        noun = "whole numbers" if is_whole else "numbers"
        ends = f"from {write_number(low)} to {write_number(high)}"
        problem = f"there are no {count:,} {noun} with that spacing {ends}"
    reader.blame(span, problem, _EXAMPLE)
    return None


def _read_count(reader: Reader, due: Due, span: Span, *, is_log: bool) -> int | None:
    if not reader.at("/"):
        if reader.expects("words", words=("/5",) if is_log else ("/5", "log/5")):
            return None
        reader.blame(span, "the count of numbers goes after '/'", _EXAMPLE)
        return None
    reader.advance()
    subject = "the count after '/'"
    count = replace(due, subject=subject, quantity=_COUNT, advice=None, hint=_EXAMPLE)
    count = replace(count, example="/5", place=-1)
    value = reader.plain_number(count)
    if value is not None and not reader.at("end"):
        reader.blame(reader.token.span, f"{reader.token.unexpected} after the count", _EXAMPLE)
        return None
    return value if isinstance(value, int) else None


_ENDS = frozenset({"arrow", ";", "newline", "end", ")", ","})


class Reader(TokenReader):
    """The tokens of a text and a place among them."""

    def holds_number(self) -> bool:
        """Whether the next token is a number, or the name of one."""
        if self.at("number"):
            return True
        if self.at("{"):
            return self.holds_number_choice()
        token = self.token
        return (
            token.kind == "word"
            and token.lower not in WORDS
            and (number_of(self.names, token.text) is not None)
        )

    def holds_number_choice(self) -> bool:
        """Whether here is a choice among numbers or names of numbers."""
        end = self.closing_brace()
        if end is None:
            return False
        inside = self.tokens[self.place + 1 : self.place + end]
        kinds = {token.kind for token in inside}
        return "number" in kinds and all(
            token.kind in {"number", "|", "..", "/", "%", "bad"}
            or (token.kind == "cursor" and ".." in kinds)
            or (token.kind == "word" and (token.lower == "log" or token.lower not in WORDS))
            for token in inside
        )

    def number(self, due: Due) -> int | float | None:
        """Read a number, or a choice among numbers; None if it was refused, with a problem."""
        kind = self.token.kind
        if kind == "{":
            return self._number_choice(due)
        return self.expects("number", due=due) if kind == "cursor" else self.plain_number(due)

    def _number_choice(self, due: Due) -> Choice | None:
        start = self.token.span
        known = len(self.problems.found)
        readers = self.alternatives()
        if readers is None:
            return None
        span = start.to(self.before.span)
        if any(token.kind == ".." for token in readers[0].tokens):
            return read_spread(readers, due, span)
        values: dict[int | float | Choice, None] = {}
        for reader in readers:
            value = reader.number(due)
            if value is not None and not reader.at("end"):
                reader.blame(reader.token.span, reader.token.unexpected, "write numbers: {32|64}")
            if value is not None and value in values:
                reader.blame(reader.tokens[0].span, f"{value:g} is in the choice twice")
            if value is not None:
                values[value] = None
        is_single = len(readers) == 1 and not self.problems.is_unfinished
        if is_single and len(self.problems.found) == known:
            text = shortened(readers[0].tokens[0].text)
            hint = f"write {text}, or a second after '|'"
            self.blame(span, "a choice needs two or more alternatives", hint)
        good = len(self.problems.found) == known
        return Choice("number", tuple(values), span=span) if good else None

    def plain_number(self, due: Due) -> int | float | None:
        """Read a number; no choice is allowed."""
        token = self.token
        if token.kind not in {"number", "word", "bad"}:
            if self.expects("number", due=due):
                return None
            before = self.before
            if token.kind not in _ENDS or before.span.line != token.span.line:
                self.blame(token.span, f"{due.rule}, not {token.quoted}", due.fix)
            else:
                lacks = "has no number" if due.subject.startswith("'") else "is missing"
                self.blame(before.span, f"{due.subject} {lacks}", due.fix)
            if token.kind not in _ENDS:
                self.advance()
            return None
        number = None if due.quantity.kind == "whole" else self.decimal_comma()
        if number is not None:
            span = self.take_decimal_comma()
            self.blame(span, "the decimal sign is a point, not a comma", f"write {number}")
            self.skip("%")
            return None
        self.advance()
        value = self._named(token, due) if token.kind == "word" else token.value
        return None if value is None else self._in_range(token, value, due)

    def decimal_comma(self) -> str | None:
        """The number with a point, where one with a decimal comma comes next: 0,01."""
        whole, comma, part = self.token, self.ahead(), self.ahead(2)
        joined = whole.end == comma.start and comma.end == part.start
        if comma.kind != "," or not joined or not part.text.isdecimal():
            return None
        return f"{whole.text}.{part.text}" if whole.text.lstrip("-").isdecimal() else None

    def take_decimal_comma(self) -> Span:
        """Read over a number with a decimal comma; its place."""
        first = self.advance()
        self.advance()
        return first.span.to(self.advance().span)

    def _named(self, token: Token, due: Due) -> int | float | None:
        is_word = token.lower in WORDS
        value = number_of(self.names, token.text)
        if value is not None and not is_word:
            return value
        known = None if is_word else describe(self.names, token.text)
        if is_word and value is not None:
            message = f"'{token.text}' is a word of the language, not a variable"
            self.blame(token.span, message, f"give the variable another name, or {due.fix}")
        elif is_word:
            self.blame(token.span, f"{due.rule}, not '{token.text}'", due.fix)
        elif known is not None:
            message, fix = known
            fix = f"{fix} or auto" if fix and due.is_of_data else due.rule
            self.blame(token.span, f"{message}: {fix}")
        else:
            names, otherwise = self.names, due.hint or f"{due.rule}: {due.fix}"
            words = ("auto", "table") if due.is_of_data else ()
            self.blame(
                token.span,
                f"'{shortened(token.text)}' is not a known variable",
                lambda: did_you_mean(token.text, [*words, *number_names(names)], otherwise),
            )
        return None

    def _in_range(self, token: Token, value: float, due: Due) -> int | float | None:
        span = token.span
        likely = value
        quantity = due.quantity
        if self.at("%"):
            symbol = self.advance()
            if quantity.kind == "rate":
                span = span.to(symbol.span)
                value = percent(token, value)
                likely = min(value, 1)  # a written % was not forgotten
            else:
                self.blame(symbol.span, "a percent sign goes after a share", "such as 'split 20%'")
        if quantity.holds(value) and (quantity.kind != "whole" or isinstance(value, int)):
            return value
        whole = isinstance(value, float) and quantity.holds(int(value))
        if token.kind == "word" and quantity.kind == "whole" and whole:
            message = f"{shortened(token.text)} is {value}, and {due.rule}"
            self.blame(span, message, f"use int({shortened(token.text)}) in the notebook")
            return None
        if quantity.kind == "rate" and self._blame_fraction(token, value):
            return None
        high, advised = quantity.high, due.advice(likely) if due.advice else None
        if advised is None and quantity.kind == "whole" and high is not None and value > high:
            written = f"{value:,}" if isinstance(value, int) else f"{value:g}"
            advised = f"{due.subject} of {written}: at most {high:,}", ""
        self.blame(span, *(advised or (due.rule, due.fix)))
        return None

    def _blame_fraction(self, token: Token, value: float) -> bool:
        """Whether here is `1/4`, as a share: then it is refused and skipped."""
        part = self.ahead()
        if not self.at("/") or self.ahead(-2).kind == "..":  # the count of a spread
            return False
        if part.kind != "number" or not part.value or not 0 < value < part.value:
            return False
        self.advance()
        self.advance()
        share = write_number(float(f"{value / part.value:.4g}"))
        span = token.span.to(part.span)
        self.blame(span, "a spec does no arithmetic", f"write {share}")
        return True


def percent(token: Token, value: float) -> float:
    """The share of a percentage, exact to the last digit: 0.1% is 0.001."""
    return float(Decimal(token.text).scaleb(-2)) if token.kind == "number" else value / 100


def number_names(names: Mapping[str, object]) -> list[str]:
    """The variables that hold a number, without those named as a word of the language."""
    return [
        name
        for name in names
        if not name.startswith("_")
        and name.lower() not in WORDS
        and number_of(names, name) is not None
    ]
