"""The place of the cursor in an unfinished text: what is expected there, and its network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from densemodel.language._parse import CellReader
from densemodel.language.completion._draft import draft_of
from densemodel.language.reading._named_numbers import number_of
from densemodel.language.reading._problems import Expected, Problems
from densemodel.language.reading._reader import Reader
from densemodel.language.reading._tokens import Token, read_number
from densemodel.language.spec._kinds import columns_in
from densemodel.language.syntax_tree._closest_words import shortened
from densemodel.language.syntax_tree._tree import NOWHERE, Choice, Item
from densemodel.language.vocabulary._clause_words import CLAUSES
from densemodel.language.vocabulary._initializers import INITIALIZERS
from densemodel.language.vocabulary._optimizers import OPTIMIZERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from densemodel.language.completion._draft import Draft, Fill
    from densemodel.language.syntax_tree._option import Quantity
    from densemodel.language.syntax_tree._tree import Network
    from densemodel.language.vocabulary._optimizers import Optimizer

    Names = Mapping[str, object]


def left_open(tokens: Sequence[Token], end: int) -> list[str]:
    """The brackets and braces that are open before the cursor."""
    opened: list[int] = []
    for place, token in enumerate(tokens):
        if token.kind in {"(", "{"}:
            opened.append(place)
        elif opened and tokens[opened[-1]].kind == {")": "(", "}": "{"}.get(token.kind):
            opened.pop()
    return [tokens[place].kind for place in opened if place < end]


@dataclass(frozen=True, slots=True)
class CompletionPlace:
    """The place of the cursor."""

    expected: Expected
    before: Sequence[Token] = ()
    "The tokens before it, of its network and the clauses of that."
    clauses: frozenset[str] = frozenset()
    "Clauses of the same network that are written already."
    network: Network | None = None
    "The network that it belongs to, as far as it can be read."
    draft: Draft | None = None
    "The network, if the place is in it and it can be said what fits."
    takes_table: bool | None = None
    "Whether the input of its network is `table`; None where no network comes before it."
    columns: frozenset[str] = frozenset()
    "Columns that its clauses put into a kind or leave out."

    @property
    def item_before(self) -> Item:
        """The item before it, of a choice its last one; a size where there is none."""
        item = self.expected.item
        last: object = item.alternatives[-1] if isinstance(item, Choice) else item
        last = last[-1] if isinstance(last, tuple) else last
        return last if isinstance(last, Item) else Item("dense")

    @property
    def optimizer(self) -> Optimizer:
        """The optimizer of the clause; Adam if it names none."""
        words = (token.lower for token in reversed(self.before))
        owner = next((word for word in words if word in {*OPTIMIZERS, ";"}), "")
        return OPTIMIZERS.get(owner, OPTIMIZERS["adam"])

    @property
    def opened(self) -> list[str]:
        """The brackets and braces that are open."""
        return left_open(self.before, len(self.before))

    @property
    def usual_number(self) -> str:
        """An example of the number that is expected; empty without one."""
        due, before = self.expected.due, self.before
        if due is None or before[-1].kind == "..":
            return ""
        if due.word == "lr":
            return f"{self.optimizer.learning_rate:g}"
        if due.word in INITIALIZERS:
            return f"{INITIALIZERS[due.word].default or 0.1:g}"
        clause = CLAUSES.get(due.word)
        if clause is None:
            return due.usual
        if clause.default is not None:
            return f"{clause.default:g}"
        forms = (form.split() for form in clause.forms)
        return next((form[-1] for form in forms if before[-1].lower in form[1:]), due.usual)


class CompletionOffer(NamedTuple):
    """A word and its line of help."""

    text: str
    help: str
    fill: Fill | None = None
    "What it puts into the network; None: it always fits."
    is_hidden: bool = False
    "Whether it is offered only once its beginning is typed."
    is_of_data: bool = False
    "Whether it is a variable."


ARROW = CompletionOffer("->", "then the next layer: -> 50 relu")


def common_first(offers: Iterable[CompletionOffer], common: Sequence[str]) -> list[CompletionOffer]:
    """The offers with these in front, in this order; the rest stay in theirs."""
    by_word = {offer.text: offer for offer in offers}
    first = [by_word.pop(word) for word in common if word in by_word]
    return [*first, *by_word.values()]


def variables(names: Names, quantity: Quantity) -> list[CompletionOffer]:
    """The variables that hold a number of this kind, in range; their values as the help."""
    found: list[CompletionOffer] = []
    # a copy: another thread may set a variable meanwhile
    for name in sorted(name for name in list(names) if not name.startswith("_")):
        value = number_of(names, name)
        is_whole = quantity.kind != "whole" or isinstance(value, int)
        if value is not None and is_whole and quantity.holds(value):
            shown = f"= {shortened(str(value))}"
            found.append(CompletionOffer(name, shown, value, is_of_data=True))
    return found


def example(text: str, quantity: Quantity) -> list[CompletionOffer]:
    """A usual number of this kind, if there is one."""
    help_ = f"an example: {quantity.description}"
    return [CompletionOffer(text, help_, read_number(text))] if text else []


_NUMBERS = frozenset({"number", "times", "/", "%"})


def find_place(tokens: list[Token], cursor: int, names: Names) -> CompletionPlace:
    """What is expected in these tokens, without the typed word, after so many characters."""
    place = next(i for i, one in enumerate(tokens) if one.start >= cursor or one.kind == "end")
    following = tokens[place].kind
    while following == "arrow" and place and tokens[place - 1].kind == "newline":
        place -= 1  # the line above goes on here
    line = next((i + 1 for i in range(place - 1, -1, -1) if tokens[i].kind == "newline"), 0)
    end = next(i for i in range(place, len(tokens)) if tokens[i].kind in {"newline", "end"})
    braces = left_open(tokens[line:end], place - line).count("{")
    put = [Token(kind, kind, NOWHERE) for kind in ("cursor", *"}" * braces)]
    problems = Problems("", is_unfinished=True)
    behind = place  # a number there belongs to the word that is missing
    while tokens[behind].kind in _NUMBERS:
        behind += 1
    cell = CellReader(Reader([*tokens[:place], *put, *tokens[behind:]], problems, names))
    cell.read()
    expected = problems.expected
    if expected is None or (expected.slot == "arrow" and following in {"arrow", "times"}):
        return CompletionPlace(Expected("nothing"))
    part = next((part for part in reversed(cell.parts) if part.start <= place), None)
    grammar = cell.shared if part is None else part.grammar
    clauses, columns = frozenset(grammar.first), columns_in(grammar.clauses)
    if part is None:
        return CompletionPlace(expected, tokens[:place], clauses, columns=columns)
    before = tokens[part.start : place]
    is_table = tokens[part.start].lower == "table"
    draft = draft_of(part.network)
    return CompletionPlace(expected, before, clauses, part.network, draft, is_table, columns)
