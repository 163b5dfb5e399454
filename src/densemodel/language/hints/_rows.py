"""Rows of hints, read from rows.txt: patterns over tokens, a message, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from densemodel.language.hints._classes import matched
from densemodel.language.reading._words import write_column
from densemodel.language.syntax_tree._closest_words import shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from densemodel.language.reading._problems import Hint, PlacedAdvice
    from densemodel.language.reading._reader import Reader
    from densemodel.language.reading._tokens import Token
    from densemodel.language.syntax_tree._tree import Span

T = TypeVar("T")

VALUES: dict[str, Callable[[PatternMatch], Any]] = {}
"The values that a text may hold, by name; one that is None or empty has nothing to say."


def value(function: Callable[[PatternMatch], T]) -> Callable[[PatternMatch], T]:
    """Let rows hold what a function returns."""
    VALUES[function.__name__] = function
    return function


class Text(str):
    """The text of a part of a pattern, as a message quotes it."""

    __slots__ = ("ours", "tokens")
    ours: str
    "Our word for it; empty if its class names none."
    tokens: list[Token]

    @property
    def first(self) -> str:
        """Its first token in full, without quotes."""
        return self.tokens[0].text.strip("\"'")

    @property
    def sizes(self) -> str:
        """The numbers in it, joined by x."""
        return _needed("x".join(one.text for one in self.tokens if one.kind == "number"))

    @property
    def columns(self) -> str:
        """The names in it, as columns are written."""
        names = [one.text.strip("'\"") for one in self.tokens if one.kind in {"word", "string"}]
        return " ".join(write_column(shortened(name)) for name in names) or _needed("")


class DoesNotApplyError(Exception):
    """A row lacks one of its values."""


def _needed(text: str) -> str:
    if not text:
        raise DoesNotApplyError
    return shortened(text)


@dataclass(frozen=True, slots=True)
class PatternMatch:
    """What a pattern matched. For each value the reader stands where the carets end."""

    reader: Reader
    place: int
    "Where the reader stood."
    parts: Mapping[str, Any]
    "Its named parts, and what the grammar knows of the place."

    def __getitem__(self, name: str) -> Any:
        """A named part, what the grammar knows, or a value."""
        if name in self.parts:
            return self.parts[name]
        here = self.reader.place
        found = VALUES[name](self)
        self.reader.place = here
        if not found:
            raise DoesNotApplyError
        return found


class _Part(NamedTuple):
    name: str
    kinds: tuple[str, ...]
    is_optional: bool

    def match(self, reader: Reader, place: int) -> tuple[int, str]:
        """The number of tokens that it takes from a place on, and our word for them."""
        matches = (matched(kind, reader, place - reader.place) for kind in self.kinds)
        return next((one for one in matches if one[0]), (0, ""))


class Pattern:
    """Parts that stand one behind another, as rows.txt describes them."""

    def __init__(self, text: str) -> None:
        self.words: frozenset[str] = frozenset()
        "The clauses that it is for; all of them if empty."
        if text.startswith("["):
            words, _, text = text[1:].partition("] ")
            self.words = frozenset(words.split())
        self.parts: list[_Part] = []
        marks: dict[str, int] = {}
        for part in text.split():
            if part in {"HERE", "FROM", "THEN"}:
                marks[part] = len(self.parts)
                continue
            name, _, kinds = part.partition(":")
            if not name.isidentifier() or not kinds:
                name, kinds = "", part
            is_optional = len(kinds) > 1 and kinds.endswith("?")
            kinds = kinds.removesuffix("?") if is_optional else kinds
            alternatives = tuple(kinds.split("|")) if len(kinds) > 1 else (kinds,)
            self.parts.append(_Part(name, alternatives, is_optional))
        self.here = marks.get("HERE", 0)
        self.start = marks.get("FROM", self.here)
        self.end = marks.get("THEN", len(self.parts))

    def match(
        self, reader: Reader, context: Mapping[str, Any]
    ) -> tuple[PatternMatch, Span, int] | None:
        """What it matches at the place of the reader, with its carets and where they end."""
        tokens, place = reader.tokens, reader.place - self.here
        if place < 0 or (self.words and context["word"] not in self.words):
            return None
        places: list[int] = []
        found: dict[str, Any] = {**context}
        for part in self.parts:
            places.append(place)
            length, ours = part.match(reader, place) if place < len(tokens) else (0, "")
            if not length and not part.is_optional:
                return None
            if part.name:
                found[part.name] = _text(reader, tokens[place : place + length], ours)
            place += length
        places.append(place)
        start, end = places[self.start], places[self.end]
        span = tokens[start].span.to(tokens[max(start, end - 1)].span)
        return PatternMatch(reader, reader.place, found), span, end


def _text(reader: Reader, tokens: list[Token], ours: str) -> Text:
    raw = tokens[0].text if len(tokens) == 1 else ""
    if len(tokens) > 1:
        raw = reader.problems.text[tokens[0].start : tokens[-1].end]
    text = Text(shortened(raw))
    text.ours, text.tokens = ours, tokens
    return text


class HintRow(NamedTuple):
    """What is said of the tokens that a pattern matches."""

    pattern: Pattern
    message: str
    hint: str

    def advice(self, reader: Reader, context: Mapping[str, Any]) -> PlacedAdvice | None:
        """The place, the message and the hint; None if the row does not apply here."""
        match = self.pattern.match(reader, context)
        if match is None:
            return None
        found, span, reader.place = match
        try:
            if self.message == "=":
                return span, *found[self.hint]
            return span, self.message.format_map(found), self._write_hint(found)
        except DoesNotApplyError:
            return None
        finally:
            reader.place = found.place

    def _write_hint(self, found: PatternMatch) -> Hint:
        whole: Hint = found[self.hint[2:]] if self.hint[:2] == "= " else ""
        return whole or self.hint.format_map(found)


@cache
def rows() -> dict[str, list[HintRow]]:
    """The rows of each place, in the order in which they are tried."""
    found: dict[str, list[HintRow]] = {}
    message = ""
    for line in (Path(__file__).parent / "rows.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            here = found[line[3:].partition(":")[0]] = []
        elif line.startswith("    "):
            pattern, _, hint = line.strip().partition(" => ")
            here.append(HintRow(Pattern(pattern.removesuffix(" =>")), message, hint))
        elif line and not line.startswith("#"):
            message = line
    return found
