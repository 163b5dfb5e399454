"""The place of the cursor in an unfinished text: what is expected there, and its network."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from densemodel.language._parse import CellReader
from densemodel.language.grammar._network_grammar import read_network
from densemodel.language.reading._named_numbers import number_of
from densemodel.language.reading._problems import Expected, Problems
from densemodel.language.reading._reader import Reader
from densemodel.language.reading._tokens import Token, tokenize
from densemodel.language.shapes._check import check
from densemodel.language.shapes._layers_of import count_layers, items_in, last_size, with_units
from densemodel.language.spec._kinds import columns_in
from densemodel.language.spec._spec import Spec
from densemodel.language.syntax_tree._closest_words import shortened
from densemodel.language.syntax_tree._tree import (
    AUTO,
    NOWHERE,
    Choice,
    Clause,
    Item,
    Network,
    each_once,
)
from densemodel.language.vocabulary._clause_words import CLAUSES
from densemodel.language.vocabulary._initializers import INITIALIZERS
from densemodel.language.vocabulary._optimizers import OPTIMIZERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from densemodel.language.reading._problems import FoundProblem
    from densemodel.language.syntax_tree._option import Quantity
    from densemodel.language.vocabulary._optimizers import Optimizer

    Names = Mapping[str, object]
    InputShape = tuple[int, ...] | Literal["auto", "table"]

_CLOSING = {"(": ")", "{": "}"}


def closed(before: Sequence[Token], trial: Sequence[Token], after: Sequence[Token]) -> list[Token]:
    """The tokens of a network, with a trial at the cursor and every bracket closed.

    An open repeat counts once: what makes it fit a second time may follow.
    """
    opened = left_open([*before, *after], len(before))
    braces = [place for place in opened if before[place].kind == "{"]
    inner = [place for place in opened if braces and place >= braces[0]]
    counts = {  # the `3*` before the bracket of a repeat
        place - back
        for place in opened
        if before[place].kind == "(" and place > 1 and before[place - 1].kind == "*"
        for back in (1, 2)
    }
    tokens = [token for place, token in enumerate(before) if place not in counts]
    tokens += [*trial, *(symbol(_CLOSING[before[place].kind]) for place in reversed(inner)), *after]
    return tokens + [symbol(")")] * (len(opened) - len(inner))


def left_open(tokens: Sequence[Token], end: int) -> list[int]:
    """The places of open brackets before the cursor."""
    opened: list[int] = []
    for place, token in enumerate(tokens):
        if token.kind in _CLOSING:
            opened.append(place)
        elif opened and tokens[opened[-1]].kind == {")": "(", "}": "{"}.get(token.kind):
            opened.pop()
    return [place for place in opened if place < end]


def symbol(kind: str) -> Token:
    return Token(kind, kind, NOWHERE)


_MOST_TOKENS, _MOST_LAYERS = 600, 300
"In a larger network words are not tried: each would take too long."

_FROM_DATA = {"auto": ((64, 64, 3), (4096,)), "table": ((4096,),)}
"Possible inputs of the data; what fits one of them is offered."

NEUTRAL = "drop 0.125"
"Fits everywhere and changes nothing."


class Draft:
    """A network that is being written."""

    def __init__(
        self, before: Sequence[Token], after: Sequence[Token], names: Mapping[str, object]
    ) -> None:
        self.before, self.after, self.names = tuple(before), tuple(after), names
        self._known: dict[tuple[str, bool, tuple[Clause, ...]], FoundProblem | None] = {}
        self._wrong: dict[tuple[str, int], int] = {}

    @property
    def can_be_read(self) -> bool:
        """Whether words can be tried in it; if not, everything may fit."""
        if len(self.before) + len(self.after) > _MOST_TOKENS:
            return False
        network, _ = self._read("", self.after)
        if network is None or count_layers(next(each_once(network)).stages) > _MOST_LAYERS:
            return False
        of_data = isinstance(network.input_shape, str)
        return not (of_data and any(token.lower == "reshape" for token in self.before))

    def misfit(
        self, trial: str, *, whole: bool = True, clauses: tuple[Clause, ...] = ()
    ) -> FoundProblem | None:
        """The problem with a trial at the cursor; if `whole`, the text after it has to fit too."""
        key = trial, whole, clauses
        if key not in self._known:
            self._known[key] = self._try(trial, self.after if whole else (), clauses)
        return self._known[key]

    def is_in_stage(self, misfit: FoundProblem) -> bool:
        """Whether it is a word of the stage that holds the cursor."""
        for token in reversed(self.before):
            if token.kind == "arrow":
                return False
            if token.span == misfit.span:
                return True
        return False

    def shape_before(self, word: str = "") -> tuple[int, ...] | None:
        """The sizes that come in at the cursor, or at a word of its stage; None if unknown."""
        before = self.before
        if word:
            place = max(i for i, token in enumerate(before) if token.lower == word)
            before = before[:place]
        network, _ = self._read(NEUTRAL, (), before)
        if network is None or isinstance(network.input_shape, str):
            return None
        spec = _sound(network)
        return None if spec is None else spec.output_shape

    @property
    def takes_auto(self) -> bool:
        """Whether a size at the cursor is the last one, which labels may decide."""
        network, _ = self._read("auto", self.after)
        return network is None or all(
            _autos(one) == [last_size(one.stages)] for one in each_once(network)
        )

    @property
    def has_auto_output(self) -> bool:
        """Whether the last layer has the size `auto`."""
        network, _ = self._read("", self.after)
        return network is not None and any(_autos(next(each_once(network))))

    def last_layer(self) -> Spec | None:
        """The whole network without choices and with a size for `auto`; None if it has none."""
        network, _ = self._read("", self.after)
        if network is None or count_layers(next(each_once(network)).stages) > _MOST_LAYERS:
            return None
        return _sound(network)

    def _try(
        self, trial: str, after: tuple[Token, ...], clauses: tuple[Clause, ...]
    ) -> FoundProblem | None:
        network, problems = self._read(trial, after)
        other = "" if trial == NEUTRAL else NEUTRAL
        key = other, len(after)
        if key not in self._wrong:  # the number of problems independent of the cursor
            self._wrong[key] = len(self._read(other, after)[1].found)
        if len(problems.found) > self._wrong[key]:
            return problems.found[-1]
        if network is None:
            return None
        found: Problems | None = None
        is_table = network.input_shape == "table"  # it is checked as it is
        shapes: tuple[InputShape, ...] = ("table",) if is_table else _inputs(network)
        for shape in shapes:
            problems = Problems("")
            if check(Spec(replace(network, input_shape=shape), clauses), problems):
                return None
            found = found or problems
        return found.found[0] if found else None

    def _read(
        self, trial: str, after: Sequence[Token], before: Sequence[Token] | None = None
    ) -> tuple[Network | None, Problems]:
        problems = Problems("", is_unfinished=True)
        tokens = closed(self.before if before is None else before, _tokens(trial), after)
        reader = Reader([*tokens, Token("end", "", NOWHERE)], problems, self.names)
        return read_network(reader), problems


@lru_cache(maxsize=1024)
def _tokens(trial: str) -> tuple[Token, ...]:
    """Its tokens on a separate line, so that no span is one of the text's."""
    tokens = tokenize(trial, Problems(trial))[:-1]
    return tuple(replace(token, span=replace(token.span, line=0)) for token in tokens)


def _autos(network: Network) -> list[Item]:
    """The layers whose size the data decide."""
    return [item for item in items_in(network.stages) if item.number == AUTO]


def _inputs(network: Network) -> tuple[tuple[int, ...], ...]:
    shape = network.input_shape
    return _FROM_DATA[shape] if isinstance(shape, str) else (shape,)


def _sound(network: Network) -> Spec | None:
    """The network with the first alternatives and a size for `auto`, if its layers fit."""
    if not network.stages:
        return None
    network = next(each_once(network))
    for shape in _inputs(network):
        spec = Spec(replace(network, input_shape=shape))
        if check(spec, Problems("")):
            return replace(spec, network=with_units(spec.network, 2))
    return None


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
    """What is expected in these tokens, without the typed word, after so many characters."""
    place = next(i for i, one in enumerate(tokens) if one.start >= cursor or one.kind == "end")
    following = tokens[place].kind
    while following == "arrow" and place and tokens[place - 1].kind == "newline":
        place -= 1  # the line above goes on here
    line = next((i + 1 for i in range(place - 1, -1, -1) if tokens[i].kind == "newline"), 0)
    end = next(i for i in range(place, len(tokens)) if tokens[i].kind in {"newline", "end"})
    opened = [tokens[line + one].kind for one in left_open(tokens[line:end], place - line)]
    put = [symbol("cursor"), *[symbol("}")] * opened.count("{")]
    problems = Problems("", is_unfinished=True)
    cell = CellReader(Reader([*tokens[:place], *put, *tokens[place:]], problems, names))
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
    is_in_stage = place < part.end and any(token.kind == "arrow" for token in before)
    draft = None
    # of these a clause depends on the network
    if is_in_stage or expected.slot in {"loss", "metrics", "initializer"}:
        network = tokens[part.start : min(place, part.end)]
        after = tokens[place : part.end - len(put)] if is_in_stage else ()
        draft = Draft(network, after, names)
    can_be_tried = draft is not None and draft.can_be_read
    is_table = tokens[part.start].lower == "table"
    return CompletionPlace(
        expected, before, clauses, draft if can_be_tried else None, is_table, columns
    )
