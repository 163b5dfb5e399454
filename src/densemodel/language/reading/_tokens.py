"""Split a text into tokens: numbers, words, arrows and signs, each with its place."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from densemodel.language.reading._punctuation import (
    JOIN,
    character_advice,
    dotted_advice,
    is_of_a_module,
    list_advice,
    subscript_advice,
    with_arrows,
)
from densemodel.language.reading._words import CLAUSE_WORDS, WORDS
from densemodel.language.syntax_tree import _limits
from densemodel.language.syntax_tree._closest_words import shortened
from densemodel.language.syntax_tree._tree import Span
from densemodel.language.vocabulary._clause_words import COLUMN_CLAUSES, COLUMN_KINDS
from densemodel.language.vocabulary._layer_words import ACTIVATIONS

if TYPE_CHECKING:
    from densemodel.language.reading._problems import Problems

_SIGNS = frozenset(";(),=:*/%{}|^")

_PATTERN = re.compile(
    # a run of dashes has a longest, or each of 100,000 would be tried up to the end of the text
    r"""
    (?P<line_end> \r\n | \r | \n )
  | (?P<blank>    [^\S\r\n]+ | [\u200b\u200c\u200d\u2060\ufeff]+ )
  | (?P<comment>  \#[^\r\n]* )
  | (?P<arrow>    -> | → )
  | (?P<like_an_arrow> [-=\u2013\u2014\u2212]{1,16}> | \|?>+ | [⇒➔➜➝➞➡⟶⟹⇨↦] )  # dashes, minus
  | (?P<number>   -?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)? )(?P<dot>\.(?!\.))?
  | (?P<digits>   \d+ )
  | (?P<dotted>   [^\W\d]\w*+ (?:\.[^\W\d]\w*+)++ )
  | (?P<word>     [^\W\d]\w* )
  | (?P<times>    \u00d7 )
  | (?P<string>   "[^"\r\n]*" | '[^'\r\n]*' )
  | (?P<open_string> ["'][^\r\n;]* )
  | (?P<list>     \[[^\[\]\r\n]{0,200}\] )
  | (?P<sign>     \.\. | [;(),=:*/%{}|^] | (?:(?<=[0-9])|(?<=[0-9]\ ))@(?=\ ?[0-9]) )  # conv 6@5x5
  | (?P<unknown>  . )
    """,
    re.VERBOSE | re.DOTALL,
)

_WORD_BEHIND = re.compile(r"[ \t]*([^\W\d]\w*)")
_LONGEST_LINE = 200
"Characters of a line before and after a sign that a hint may replace."


@dataclass(slots=True)  # not frozen: to make those of a text would take twice as long
class Token:
    """One token. Its kind is number, word, string, arrow, times, newline, end, bad or a sign."""

    kind: str
    text: str
    span: Span
    value: int | float | None = None
    "The value of a number; None if it was already refused."
    start: int = 0
    "Characters before it in the whole text."
    begins_kind: bool = False
    "Whether it is `category`, `number` or `date` where a clause begins."

    @property
    def lower(self) -> str:
        """The text as a word of the language, in lower case."""
        return self.text.lower()

    @property
    def begins_clause(self) -> bool:
        """Whether it is a word that begins a clause."""
        return self.kind == "word" and (self.begins_kind or self.lower in CLAUSE_WORDS)

    @property
    def end(self) -> int:
        """Characters of the text up to its end."""
        return self.start + self.span.length

    @property
    def unexpected(self) -> str:
        """The message that it is unexpected."""
        return f"unexpected {'number ' + self.text if self.kind == 'number' else self.quoted}"

    @property
    def quoted(self) -> str:
        """Its name in messages."""
        if self.kind == "newline":
            return "the end of the line"
        if self.kind == "end":
            return "the end"
        return shortened(self.text) if self.kind == "string" else f"'{shortened(self.text)}'"


def tokenize(text: str, problems: Problems) -> list[Token]:
    """The tokens of a text, with an `end` last; anything else is a problem."""
    return _Tokenizer(text, problems).run()


class _Tokenizer:
    def __init__(self, text: str, problems: Problems) -> None:
        self.text = text
        self.problems = problems
        self.tokens: list[Token] = []
        self.line = 1
        self.line_start = 0
        self.joined_line = 0
        "The last line with refused signs between layers."

    def run(self) -> list[Token]:
        place, text = 0, self.text
        while place < len(text):
            character = text[place]
            if character == " ":
                place += 1
                continue
            if character in "xX" and self._at_times(place):
                self._add("times", place, place + 1)
                place += 1
                continue
            match = _PATTERN.match(text, place)
            assert match is not None  # noqa: S101 - the last alternative takes any character
            place = self._read_match(match)
        self._add("end", place, place)
        # a strict reading is refused at a missing ';' in any case
        mark_kinds(self.tokens, finds_missing=not self.problems.is_strict)
        return self.tokens

    def _read_match(self, match: re.Match[str]) -> int:
        """Add the token of a match, and return the start of the next."""
        kind, (start, end) = match.lastgroup or "", match.span()
        if kind == "line_end":
            self._add("newline", start, end)
            self.line += 1
            self.line_start = end
        elif kind in {"word", "string", "arrow", "times"}:
            self._add(kind, start, end)
        elif kind == "sign":
            self._add(match.group(), start, end)
        elif kind not in {"blank", "comment"}:
            getattr(self, f"_{kind}")(match)
        return end

    def _at_times(self, place: int) -> bool:
        """Whether this x is the one between two sizes: 28x28, 28 x 28, 28xn, {3|5}x3.

        It is tried before words: in 3x3x3x3... each x would else be tried as a word up to the end
        of the text.
        """
        before = self.tokens[-1] if self.tokens else None
        if before is None:
            return False
        if before.kind == "}":  # {3|5}x3, but not the column x in 'without {a|b} x'
            return before.end == place
        if before.kind != "number":
            return False
        after = self.text[place + 1 : place + 2]
        ends = not (after.isalnum() or after == "_")
        return ends or after.isdecimal() or before.end == place

    def _add(self, kind: str, start: int, end: int, value: float | None = None) -> Span:
        span = Span(self.line, start - self.line_start + 1, end - start)
        self.tokens.append(Token(kind, self.text[start:end], span, value, start))
        return span

    def _number(self, match: re.Match[str]) -> None:
        text = match.group("number")
        if len(text) > _limits.NUMBER_CHARACTERS:
            span = self._add("number", match.start(), match.end())
            self.problems.add(
                span,
                f"a number of {len(text):,} characters: {_limits.NUMBER_CHARACTERS} is the limit",
            )
            return
        value = read_number(text)
        too_large = isinstance(value, float) and abs(value) > _limits.NUMBER
        too_small = 0 < abs(value) < _limits.LEAST_NUMBER
        refused = too_large or too_small
        span = self._add("number", match.start(), match.end(), None if refused else value)
        if too_large:
            self.problems.add(span, f"the number {text} is too large", "the largest is 3.4e38")
        elif too_small:
            self.problems.add(span, f"the number {text} is too small", "write 0, or 1e-37")
        elif match.group("dot"):
            self.problems.add(span, "a number does not end in a dot", f"write '{text}'")

    _dot = _number  # the last group of a number with a dot at its end

    def _digits(self, match: re.Match[str]) -> None:
        text = "".join(str(unicodedata.decimal(digit)) for digit in match.group())
        readable = len(text) <= _limits.NUMBER_CHARACTERS
        value = int(text) if readable else None
        span = self._add("number", match.start(), match.end(), value)
        self.problems.add(
            span, "digits are written as 0 to 9", f"write '{text}'" if readable else ""
        )

    def _like_an_arrow(self, match: re.Match[str]) -> None:
        span = self._add("arrow", match.start(), match.end())
        self.problems.add(span, f"'{match.group()}' is not an arrow of the language", "write '->'")

    def _open_string(self, match: re.Match[str]) -> None:
        span = self._add("bad", match.start(), match.end())
        self.problems.add(span, "the quote is not closed", f"write a second {match.group()[0]}")

    def _dotted(self, match: re.Match[str]) -> None:
        """A name with dots: a class of a module is read as the class; others are problems."""
        text, start, end = match.group(), match.start(), match.end()
        if is_of_a_module(text, following=self.text[end : end + 1]):
            span = Span(self.line, start - self.line_start + 1, end - start)
            self.tokens.append(Token("word", text.rpartition(".")[2], span, None, start))
            return
        span = self._add("bad", start, end)
        self.problems.add(span, *dotted_advice(text, in_column=self._in_column_name()))

    def _list(self, match: re.Match[str]) -> None:
        before = self.tokens[-1] if self.tokens else None
        touches = before is not None and before.end == match.start()
        span = self._add("bad", match.start(), match.end())
        if before is None or not touches:
            behind = _WORD_BEHIND.match(self.text, match.end())
            activation = behind.group(1).lower() if behind else ""
            if behind is not None and activation in ACTIVATIONS:
                span = Span(span.line, span.column, behind.end() - match.start())
            else:
                activation = ""
            is_first = before is None or before.kind in {"newline", ":"}
            advice = list_advice(
                match.group(),
                activation=activation,
                is_first=is_first,
                in_clause=not is_first and self._in_clause(),
            )
            self.problems.add(span, *advice, covers=True)
        elif before.kind in {"bad", "=", ":", "(", ","}:  # it is refused, or another notation
            return
        else:
            whole = before.span.to(span)
            self.problems.add(whole, *subscript_advice(before.text, match.group()), covers=True)

    def _in_clause(self) -> bool:
        kinds = (token.kind for token in reversed(self.tokens))
        return (
            next((kind for kind in kinds if kind in {"arrow", ";", "newline"}), "arrow") != "arrow"
        )

    def _unknown(self, match: re.Match[str]) -> None:
        before = self.tokens[-1] if self.tokens else None
        run_on = before is not None and before.kind == "bad" and before.end == match.start()
        plain = unicodedata.normalize("NFKC", match.group())
        # a full-width sign is refused, and read as the plain sign
        span = self._add(plain if plain in _SIGNS else "bad", match.start(), match.end())
        if run_on or self.joined_line == self.line:
            return  # one problem for a run of strange characters, or for all signs between layers
        message, hint = character_advice(match.group(), in_column=self._in_column_name())
        behind = _WORD_BEHIND.match(self.text, match.end())
        if hint == JOIN and behind is not None and behind.group(1).lower() in CLAUSE_WORDS:
            self.tokens[-1] = replace(self.tokens[-1], kind=";")
            message, hint = "clauses go after ';'", f"write ';' instead of '{match.group()}'"
        elif hint == JOIN and match.start() - self.line_start <= _LONGEST_LINE:
            beyond = match.start() + _LONGEST_LINE
            line = re.split(r"[\r\n]", self.text[self.line_start : beyond])[0]
            written = with_arrows(line)
            if written:
                self.joined_line, hint = self.line, f"write '{written}'"
        self.problems.add(span, message, hint)

    def _in_column_name(self) -> bool:
        """Whether the name of a column continues here: `without petal-length`."""
        first: Token | None = None
        for token in reversed(self.tokens[-16:]):  # back to the start of the clause
            if token.kind in {";", "newline"}:
                break
            if token.kind == "word" and token.lower in {"without", "by"}:
                return True
            first = token
        return first is not None and first.kind == "word" and first.lower in COLUMN_KINDS


_STARTS = frozenset({";", "newline"})
_BEFORE_SIZE = frozenset({"arrow", "(", "*", "{", "|", "times", "/"})


def mark_kinds(tokens: list[Token], *, finds_missing: bool = False) -> None:
    """Mark each `category`, `number`, `date`, `text` and `order` that begins a clause.

    Elsewhere they are names: `number -> 50 relu`, `without date`.

    Args:
        tokens: All tokens of a text; they are replaced in place.
        finds_missing: Whether to mark those that lack the `;` before them.
    """
    first = 0  # of the clause or the network
    for place, token in enumerate(tokens):
        before = tokens[place - 1].kind if place else "newline"
        if before in _STARTS:
            first = place
        if token.kind != "word" or token.lower not in COLUMN_KINDS:
            continue
        if before in _STARTS:
            marks = before == ";" or _begins_line(tokens, place)
        else:
            # in braces, or without its ';'
            in_columns = tokens[first].lower in COLUMN_CLAUSES
            is_there = before in {"{", "|"} or (
                finds_missing and before not in _BEFORE_SIZE and tokens[place - 1].lower != "by"
            )
            marks = is_there and not in_columns and _is_name(tokens[place + 1])
        if marks:
            tokens[place] = replace(token, begins_kind=True)


def _is_name(token: Token) -> bool:
    """Whether it may be a column, and is no word of the language."""
    return token.kind == "string" or (token.kind == "word" and token.lower not in WORDS)


def _begins_line(tokens: list[Token], place: int) -> bool:
    """Whether the word at the start of a line begins a clause, not a network."""
    after, end = tokens[place + 1], place + 1
    while tokens[end].kind not in {"arrow", ";", "newline", "end"}:
        end += 1
    while tokens[end].kind == "newline":  # the next line may begin with the arrow
        end += 1
    if tokens[end].kind != "arrow":
        return True
    # `date x 3 -> ...` is a network, `date sold -> ...` a clause with a wrong sign
    return _is_name(after) and after.lower != "x"


def read_number(text: str) -> int | float:
    """The value of a number's text: whole if it is written so (50, 1e3), else real."""
    value = float(text)
    # exact up to here; larger ones exceed every limit
    if "e" in text.lower() and value.is_integer() and abs(value) < 1e18:
        return int(Decimal(text))
    return int(text) if text.lstrip("-").isdecimal() else value + 0.0  # -0.0 becomes 0.0
