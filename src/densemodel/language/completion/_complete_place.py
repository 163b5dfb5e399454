"""What the reader expects at the cursor of an unfinished text, and an offer for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from densemodel.language._parse import CellReader
from densemodel.language.completion._complete_draft import Draft, left_open, sign
from densemodel.language.reading._expected import Expected
from densemodel.language.reading._named_numbers import number_of
from densemodel.language.reading._problems import Problems
from densemodel.language.reading._reader import Reader
from densemodel.language.syntax_tree._closest_words import shortened
from densemodel.language.syntax_tree._tree import Choice, Item
from densemodel.language.vocabulary._clause_words import CLAUSES
from densemodel.language.vocabulary._initializers import INITIALIZERS
from densemodel.language.vocabulary._optimizers import OPTIMIZERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from densemodel.language.reading._tokens import Token
    from densemodel.language.syntax_tree._option import Quantity
    from densemodel.language.vocabulary._optimizers import Optimizer

    Names = Mapping[str, object]

_OF_THE_WHOLE = frozenset({"loss", "metrics", "initializer"})
"Words of clauses that depend on the network."


@dataclass(frozen=True, slots=True)
class CompletionPlace:
    """The place of the cursor."""

    expected: Expected
    before: Sequence[Token] = ()
    "The tokens before it, of its network and the clauses of that."
    clauses: frozenset[str] = frozenset()
    "Clauses of the same network that are written already."
    draft: Draft | None = None
    "The network of the place; None if no word can be tried in it."

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
        before = self.before
        return [before[place].kind for place in left_open(before, len(before))]

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
    trial: str = ""
    "The trial text for the network; empty: it always fits."
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
            found.append(CompletionOffer(name, shown, str(value), is_of_data=True))
    return found


def example(text: str, quantity: Quantity) -> list[CompletionOffer]:
    """A usual number of this kind, if there is one."""
    return [CompletionOffer(text, f"an example: {quantity.description}", text)] if text else []


def find_place(tokens: list[Token], cursor: int, names: Names) -> CompletionPlace:
    """What is expected at the cursor.

    Args:
        tokens: Of the whole text, without the typed word.
        cursor: Characters before that word.
        names: Variables for numbers.
    """
    place = next(i for i, one in enumerate(tokens) if one.start >= cursor or one.kind == "end")
    following = tokens[place].kind
    while following == "arrow" and place and tokens[place - 1].kind == "newline":
        place -= 1  # the line above goes on here
    put = [sign("cursor"), *[sign("}")] * _open_braces(tokens, place)]
    problems = Problems("", is_unfinished=True)
    cell = CellReader(Reader([*tokens[:place], *put, *tokens[place:]], problems, names))
    cell.read()
    expected = problems.expected
    if expected is None or (expected.slot == "arrow" and following in {"arrow", "times"}):
        return CompletionPlace(Expected("nothing"))
    part = next((part for part in reversed(cell.parts) if part.start <= place), None)
    clauses = frozenset((cell.shared if part is None else part.grammar).first)
    if part is None:
        return CompletionPlace(expected, tokens[:place], clauses)
    before = tokens[part.start : place]
    is_in_stage = place < part.end and any(token.kind == "arrow" for token in before)
    draft = None
    if is_in_stage or expected.slot in _OF_THE_WHOLE:
        network = tokens[part.start : min(place, part.end)]
        after = tokens[place : part.end - len(put)] if is_in_stage else ()
        draft = Draft(network, after, names)
    return CompletionPlace(
        expected, before, clauses, draft if draft is not None and draft.can_be_read else None
    )


def _open_braces(tokens: Sequence[Token], place: int) -> int:
    """The number of braces that are open there, and not closed on the line."""
    line = place
    while line and tokens[line - 1].kind != "newline":
        line -= 1
    end = next(i for i in range(place, len(tokens)) if tokens[i].kind in {"newline", "end"})
    opened = left_open(tokens[line:end], place - line)
    return sum(tokens[line + one].kind == "{" for one in opened)
