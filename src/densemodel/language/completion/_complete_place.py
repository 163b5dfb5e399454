"""Find what is expected at a place of an unfinished text: a layer, a number, a clause.

It follows only brackets, braces, arrows and semicolons: errors elsewhere do not matter.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from densemodel.language.completion._complete_clause import clause_place
from densemodel.language.completion._complete_draft import Draft
from densemodel.language.completion._complete_slots import CompletionPlace
from densemodel.language.completion._complete_stage import input_place, stage_place
from densemodel.language.reading._named_numbers import number_of
from densemodel.language.syntax_tree import _limits
from densemodel.language.syntax_tree._option import Quantity
from densemodel.language.vocabulary._optimizers import OPTIMIZERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.language.reading._tokens import Token


_HOW_MANY = Quantity(kind="whole", low=2, high=_limits.TRIALS)
_COUNT_WORD = ("/5", "how many numbers, both ends included")
_LOG_WORD = ("log/5", "numbers with equal ratios instead of equal differences")


def range_place(quantity: Quantity | None, part: list[Token]) -> CompletionPlace:
    """The place in a range.

    Args:
        quantity: The kind of number of the ends.
        part: The alternative so far, with `..`.
    """
    last = part[-1]
    if last.kind == "..":
        return CompletionPlace("number", "range", quantity)
    if last.kind == "/":
        return CompletionPlace("number", "range", _HOW_MANY, "5")
    if any(token.kind == "/" for token in part):
        return CompletionPlace("nothing")
    words = (_COUNT_WORD,) if last.lower == "log" else (_COUNT_WORD, _LOG_WORD)
    return CompletionPlace("words", "range", words=words)


_INPUT_WORDS = frozenset({"auto", "table"})


def begins_network(tokens: Sequence[Token], index: int, names: Mapping[str, object]) -> bool:
    """Whether the line that begins with this token holds a network."""
    token = tokens[index]
    if token.begins_clause:
        return False
    follows = tokens[index + 1].kind if index + 1 < len(tokens) else ""
    if token.kind in {"number", "times"} or follows == ":" or token.lower in _INPUT_WORDS:
        return True
    is_variable = token.kind == "word" and number_of(names, token.text) is not None
    kinds = (tokens[place].kind for place in range(index, len(tokens)))
    ends = (kind for kind in kinds if kind in {"arrow", ";", "newline"})
    return is_variable or next(ends, "") == "arrow"


def kinds_after(tokens: Sequence[Token]) -> list[str]:
    """For each token the kind of the next one that is not a line end."""
    kinds: list[str] = []
    kind = ""
    for token in reversed(tokens):
        kinds.append(kind)
        kind = kind if token.kind == "newline" else token.kind
    return kinds[::-1]


def own_tokens(network: Sequence[Token]) -> list[Token]:
    """The tokens of a network up to its first clause."""
    end = next((i for i, token in enumerate(network) if token.kind == ";"), len(network))
    return list(network[:end])


def find_place(tokens: list[Token], cursor: int, names: Mapping[str, object]) -> CompletionPlace:
    """What is expected at the cursor.

    Args:
        tokens: Of the whole text, without the typed word.
        cursor: Characters before that word.
        names: Variables for numbers.
    """
    walk = _Walk(tokens, names)
    return walk.run(cursor)


@dataclass(slots=True)
class _Walk:
    """Goes over the tokens and remembers those of the stage or clause that it is in."""

    tokens: list[Token]
    names: Mapping[str, object]
    zone: str = "line"
    "line (not read yet), input, stage, closed (after the bracket of a group), clause."
    part: list[Token] = field(default_factory=list)
    "The tokens of the stage or clause so far."
    opened: list[list[Token]] = field(default_factory=list)
    "For each open brace the state before it: each alternative starts from that."
    network: list[Token] = field(default_factory=list)
    "The tokens of the network so far, from its input on."
    holds_stages: bool = False
    "Whether an alternative of the choice is more than one stage: then nothing follows in a stage."
    in_options: bool = False
    groups: int = 0
    "Brackets of repeats that are open."
    path: list[tuple[int, int]] = field(default_factory=list)
    "For each open brace its number, and that of the alternative in it."
    braces: int = 0
    said: list[tuple[str, tuple[tuple[int, int], ...]]] = field(default_factory=list)
    "The clauses of the network that the walk is in, and the path to each."
    before: str = ""
    "The kind of the last token that was no line end."

    def run(self, cursor: int) -> CompletionPlace:
        """Walk to the cursor, then on to the end of what belongs to the same network."""
        place: CompletionPlace | None = None
        path: dict[int, int] = {}
        network: list[Token] = []
        cut: int | None = None
        after = kinds_after(self.tokens)
        for index, token in enumerate(self.tokens):
            if place is None and (token.start >= cursor or token.kind == "end"):
                place, path = self._place(token), dict(self.path)
                network = self.network
                is_stage = self.zone == "stage" and not self.in_options
                takes_words = bool(network) and (is_stage or self.zone == "clause")
                cut = len(network) if takes_words else None
            if token.kind == "newline":
                # a network may continue on the next line
                if self.zone == "clause" or "arrow" not in {self.before, after[index]}:
                    self._begin("line")
                    self._close_brackets()
            elif token.kind != "end" and self.zone == "line":
                begins = self._begin_line(index, token)
                if begins and place is not None:
                    break  # another network has its own clauses
                self.said = [] if begins else self.said
            self._take(token)
        assert place is not None  # noqa: S101 - the last token is an end
        place = replace(place, clauses=self._clauses_beside(path))
        if cut is None:
            return place
        tokens = own_tokens(network)
        draft = Draft(tokens[:cut], tokens[cut:], self.names)
        return replace(place, draft=draft if draft.can_be_read else None)

    def _clauses_beside(self, path: dict[int, int]) -> frozenset[str]:
        """The clauses, except those of another alternative in the same braces."""
        return frozenset(
            word
            for word, its in self.said
            if all(path.get(brace, alternative) == alternative for brace, alternative in its)
        )

    def _place(self, following: Token) -> CompletionPlace:
        before = self.opened[-1] if self.opened else self.part
        alternative = self.part[len(before) :]
        if any(token.kind == ".." for token in alternative):
            return range_place(self._place_after(before).quantity, alternative)
        place = self._place_after(self.part)
        if place.slot == "arrow" and following.kind in {"arrow", "times"}:
            return CompletionPlace("nothing")
        is_inner = place.slot == "stage" and bool(self.groups or self.opened)
        return replace(place, slot="inner") if is_inner else place

    def _place_after(self, part: list[Token]) -> CompletionPlace:
        if self.zone == "line":
            return CompletionPlace("line")
        if self.zone == "input":
            return input_place(part)
        if self.zone == "stage":
            return stage_place(part)
        return clause_place(part) if self.zone == "clause" else CompletionPlace("arrow")

    def _take(self, token: Token) -> None:
        """Go over one token of a line whose kind is known."""
        if token.kind in {"newline", "end"}:
            return
        self.before = token.kind
        if self.zone == "clause":
            self._take_in_clause(token)
        else:
            self._take_in_network(token)

    def _close_brackets(self) -> None:
        self.groups = 0
        self.opened.clear()
        self.path.clear()

    def _begin(self, zone: str) -> None:
        self.zone = zone
        self.part = []
        self.in_options = False

    def _begin_line(self, index: int, token: Token) -> bool:
        if token.kind == "arrow":
            self.zone = "stage"
            return False
        if not begins_network(self.tokens, index, self.names):
            self.zone = "clause"
            return False
        self.zone = "input"
        self.network = []
        return True

    def _take_in_network(self, token: Token) -> None:
        kind = token.kind
        self.network.append(token)
        self.holds_stages |= kind in {"arrow", "*"}
        if kind == ";":
            self._begin("clause")
            self._close_brackets()
        elif kind == "arrow":
            self._begin("stage")
        elif kind == ":" and self.zone == "input":
            self.part = []
            self.network = []
        elif not self._take_brace(token):
            self._take_in_stage(token)

    def _take_in_stage(self, token: Token) -> None:
        kind = token.kind
        is_first = not self.part or self.part[-1].kind == "*"
        if kind == "(" and self.zone == "stage" and is_first:
            self.groups += 1
            self._begin("stage")
        elif kind == ")" and not self.in_options:
            self.groups = max(0, self.groups - 1)
            self._begin("closed")
        else:
            self.in_options = kind == "(" or (self.in_options and kind != ")")
            self.part.append(token)

    def _take_in_clause(self, token: Token) -> None:
        if token.kind == ";":
            self._begin("clause")
        elif not self._take_brace(token):
            if not self.part and token.begins_clause:
                word = "optimizer" if token.lower in OPTIMIZERS else token.lower
                self.said.append((word, tuple(self.path)))
            elif token.lower == "lr":  # adam lr 0.001
                self.said.append(("lr", tuple(self.path)))
            self.part.append(token)

    def _take_brace(self, token: Token) -> bool:
        """Follow a choice: braces are read like their content without them."""
        if token.kind == "{":
            self.opened.append(list(self.part))
            self.holds_stages = False
            self.braces += 1
            self.path.append((self.braces, 0))
        elif token.kind == "|" and self.opened:
            self.part = list(self.opened[-1])
            self.zone = "stage" if self.zone == "closed" else self.zone
            self.in_options = False
            brace, alternative = self.path[-1]
            self.path[-1] = brace, alternative + 1
        elif token.kind == "}" and self.opened:
            self.opened.pop()
            self.path.pop()
            if self.zone == "stage" and self.holds_stages:
                self._begin("closed")
        else:
            return False
        return True
