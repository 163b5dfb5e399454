"""Reads tokens one by one, and cuts a choice in braces into its alternatives."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from densemodel.language.reading._problems import Expected
from densemodel.language.reading._tokens import Token
from densemodel.language.syntax_tree._closest_words import shortened
from densemodel.language.syntax_tree._tree import CURSOR
from densemodel.language.vocabulary._optimizers import OPTIMIZERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Self

    from densemodel.language.reading._problems import Due, PlacedAdvice, Problems, Slot
    from densemodel.language.reading._reader import Reader
    from densemodel.language.syntax_tree._option import Option
    from densemodel.language.syntax_tree._tree import Choice, Item, Span

P = ParamSpec("P")
T = TypeVar("T")


def tokens_inside(reader: Reader, ahead: int) -> Iterator[Token]:
    """The next few tokens of the item here: in its brackets, or up to its end."""
    depth = 0
    for place in range(ahead, ahead + 32):
        token = reader.ahead(place)
        depth += (token.kind == "(") - (token.kind == ")")
        if token.kind in {"newline", "end", ";", "arrow"} or depth < 0:
            return
        yield token
        if token.kind == ")" and depth == 0:
            return


def at_end(reader: Reader, ahead: int = 0) -> bool:
    """Whether the clause ends here, or this many tokens ahead."""
    return reader.ahead(ahead).kind in {";", "newline", "end"}


def skip_clause(reader: Reader) -> None:
    """Skip the rest of a refused clause, up to the next `;` or the line's end."""
    while not at_end(reader):
        reader.advance()


def leave_clause(reader: Reader) -> None:
    """Skip the rest of a refused clause; another that begins here is kept."""
    while not at_end(reader) and not clause_begins(reader):
        reader.advance()


def clause_begins(reader: Reader) -> bool:
    """Whether a clause begins here without its `;`: a word of one, and what it takes."""
    token, after = reader.token, reader.ahead()
    if not token.begins_clause:
        return False
    takes = after.kind in {"number", "(", "{", "string"} or (
        after.kind == "word" and not after.begins_clause
    )
    return takes or token.lower in OPTIMIZERS


class TokenReader:
    """The tokens of a text and a place among them."""

    def __init__(
        self, tokens: list[Token], problems: Problems, names: Mapping[str, object]
    ) -> None:
        self.tokens = tokens
        self.problems = problems
        self.names = names
        self.blame = problems.add
        self.has_hints = not (problems.is_strict or problems.is_unfinished)
        self.place = 0
        self._closing = _closing_braces(tokens)

    @property
    def token(self) -> Token:
        """The next token; the last is always an `end`."""
        return self.tokens[self.place]

    def ahead(self, count: int = 1) -> Token:
        """A token further on."""
        return self.tokens[min(self.place + count, len(self.tokens) - 1)]

    @property
    def before(self) -> Token:
        """The token just read."""
        return self.tokens[max(0, self.place - 1)]

    def at(self, *kinds: str) -> bool:
        """Whether the next token is of one of these kinds."""
        return self.tokens[self.place].kind in kinds

    def at_word(self, *words: str) -> bool:
        """Whether the next token is one of these words of the language."""
        token = self.tokens[self.place]
        return token.kind == "word" and token.lower in words

    def advance(self) -> Token:
        """Read the next token."""
        token = self.token
        if token.kind != "end":
            self.place += 1
        return token

    def skip(self, *kinds: str) -> None:
        """Read over the next token if it is of one of these kinds."""
        if self.at(*kinds):
            self.advance()

    def skip_over(self, span: Span) -> None:
        """Skip what the carets of a problem show."""
        while not self.at("end") and (self.token.span.line, self.token.span.column) < span.end:
            self.advance()

    def skip_to(self, *kinds: str) -> None:
        """Read on to one of these kinds outside brackets, to the cursor, or to the end."""
        depth = 0
        while not self.at("end", "cursor"):
            if self.at(*kinds) and (depth <= 0 or self.at("newline")):
                return
            depth += self.at("(") - self.at(")")
            self.advance()

    def skip_brackets(self) -> None:
        """Skip to the end of a bracket that opens here, on the same line."""
        depth = int(self.at("("))
        self.skip("(")
        while depth and not self.at("end", "newline"):
            depth += self.at("(") - self.at(")")
            self.advance()

    def hint(
        self, ask: Callable[Concatenate[Self, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T | None:
        """A hint about what comes next, in other notations; None in a reading without hints."""
        return ask(self, *args, **kwargs) if self.has_hints else None

    def refuses(
        self,
        ask: Callable[Concatenate[Self, P], PlacedAdvice | None],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> bool:
        """Whether there is a hint about another notation here: then it is noted as a problem."""
        advice = ask(self, *args, **kwargs) if self.has_hints else None
        if advice is not None:
            self.blame(*advice)
        return advice is not None

    def skips(
        self,
        ask: Callable[Concatenate[Self, P], PlacedAdvice | None],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> bool:
        """Whether there is such a hint: then what its carets show is skipped as well."""
        advice = self.hint(ask, *args, **kwargs)
        if advice is not None:
            self.blame(*advice)
            self.skip_over(advice[0])
        return advice is not None

    def expects(
        self,
        slot: Slot,
        word: str = "",
        words: tuple[str, ...] = (),
        *,
        due: Due | None = None,
        options: tuple[Option, ...] = (),
        given: Iterable[str] = (),
        item: Item | None = None,
    ) -> Choice | None:
        """If here is the cursor, note what is expected and read over it; what stands for it.

        It is asked where the next token is refused, so that a correct text pays nothing for it.
        """
        if not self.at("cursor"):
            return None
        self.advance()
        self.problems.expected = Expected(slot, word, words, due, options, frozenset(given), item)
        return CURSOR

    def closing_brace(self) -> int | None:
        """The distance to the `}` of the `{` here; None if there is none on the line."""
        closing = self._closing.get(self.place) if self.at("{") else None
        return None if closing is None else closing - self.place

    def alternatives(self) -> list[Self] | None:
        """Read the choice in braces here: a reader limited to each alternative; None if refused."""
        start, opening = self.place, self.token
        closing = self._closing.get(start)
        if closing is None:
            self.blame(opening.span, "the brace is not closed", "write '}' after the last one")
            self.skip_to("newline")
            return None
        self.place = closing + 1
        span = opening.span.to(self.before.span)
        inside = self.tokens[start + 1 : closing]
        nested = next((token for token in inside if token.kind == "{"), None)
        if nested is not None:
            self.blame(nested.span, "a choice can't contain a choice", "write all in one: {a|b|c}")
            return None
        parts = _cut(inside, "|")
        if len(parts) == 1 and len(_cut(inside, ",")) > 1:
            written = self.problems.text[opening.start : self.before.end].replace(",", "|")
            hint = f"write '{shortened(''.join(written.split()))}'"
            self.blame(span, "alternatives are separated by '|', not commas", hint)
            return None
        if not all(parts):
            hint = "write alternatives between '|': {32|64}"
            self.blame(span, "an alternative is missing in the braces", hint)
            if not (self.problems.is_unfinished and any(parts)):
                return None
        readers = []
        for part in filter(None, parts):
            last = part[-1]
            place = replace(last.span, column=last.span.column + last.span.length, length=0)
            end = Token("end", "", place, start=last.end)
            readers.append(type(self)([*part, end], self.problems, self.names))
        return readers


def _closing_braces(tokens: list[Token]) -> dict[int, int]:
    """The place of the `}` of each `{`, on the same line; in one pass over all tokens."""
    closing: dict[int, int] = {}
    opened: list[int] = []
    for place, token in enumerate(tokens):
        if token.kind == "{":
            opened.append(place)
        elif token.kind == "}" and opened:
            closing[opened.pop()] = place
        elif token.kind == "newline":
            opened.clear()
    return closing


def _cut(inside: list[Token], separator: str) -> list[list[Token]]:
    """The tokens between the signs; a comma in brackets is part of an option."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in inside:
        depth += (token.kind == "(") - (token.kind == ")")
        if token.kind == separator and not (separator == "," and depth):
            parts.append([])
        else:
            parts[-1].append(token)
    return parts
