"""The unfinished network around the cursor, with a trial word inserted."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from densemodel.language.grammar._network_grammar import read_network
from densemodel.language.reading._problems import Problems
from densemodel.language.reading._reader import Reader
from densemodel.language.reading._tokens import Token, tokenize
from densemodel.language.shapes._auto import auto_items, last_size, with_units
from densemodel.language.shapes._check import check
from densemodel.language.shapes._layers_of import count_layers
from densemodel.language.spec._spec import Spec
from densemodel.language.syntax_tree._choices import choices_in, choose
from densemodel.language.syntax_tree._tree import Clause, Network, Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_CLOSING = {"(": ")", "{": "}"}
_OPENING = {")": "(", "}": "{"}
_SPAN = Span(0, 0, 0)


def closed(before: Sequence[Token], trial: Sequence[Token], after: Sequence[Token]) -> list[Token]:
    """The tokens of a network with every bracket closed.

    An open repeat counts once: what makes it fit a second time may follow.

    Args:
        before: Up to the cursor.
        trial: The inserted tokens.
        after: From the cursor on.
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
    tokens += [*trial, *(sign(_CLOSING[before[place].kind]) for place in reversed(inner)), *after]
    return tokens + [sign(")")] * (len(opened) - len(inner))


def left_open(tokens: Sequence[Token], end: int) -> list[int]:
    """The places of open brackets before the cursor."""
    opened: list[int] = []
    for place, token in enumerate(tokens):
        if token.kind in _CLOSING:
            opened.append(place)
        elif opened and tokens[opened[-1]].kind == _OPENING.get(token.kind):
            opened.pop()
    return [place for place in opened if place < end]


def sign(kind: str) -> Token:
    return Token(kind, kind, _SPAN)


_MOST_TOKENS, _MOST_LAYERS = 600, 300
"In a larger network words are not tried: each would take too long."

_FROM_DATA = {"auto": ((64, 64, 3), (4096,)), "table": ((4096,),)}
"Possible inputs of the data; what fits one of them is offered."

_SOME_UNITS = 2
NEUTRAL = "drop 0.125"
"Fits everywhere and changes nothing."


class Misfit(NamedTuple):
    """The problem of a network with a word inserted."""

    span: Span
    message: str


class Draft:
    """A network that is being written."""

    def __init__(
        self, before: Sequence[Token], after: Sequence[Token], names: Mapping[str, object]
    ) -> None:
        self.before, self.after, self.names = tuple(before), tuple(after), names
        self._known: dict[tuple[str, bool, tuple[Clause, ...]], Misfit | None] = {}
        self._wrong: dict[tuple[str, int], int] = {}

    @property
    def can_be_read(self) -> bool:
        """Whether words can be tried in it; if not, everything may fit."""
        if len(self.before) + len(self.after) > _MOST_TOKENS:
            return False
        network, _ = self._read("", self.after)
        if network is None or count_layers(network.stages) > _MOST_LAYERS:
            return False
        of_data = isinstance(network.input_shape, str)
        return not (of_data and any(token.lower == "reshape" for token in self.before))

    def misfit(
        self, trial: str, *, whole: bool = True, clauses: tuple[Clause, ...] = ()
    ) -> Misfit | None:
        """The problem with something inserted at the cursor.

        Args:
            trial: The inserted tokens.
            whole: Whether the text after the cursor has to fit too.
            clauses: Those that the fit of a layer depends on.
        """
        key = trial, whole, clauses
        if key not in self._known:
            self._known[key] = self._try(trial, self.after if whole else (), clauses)
        return self._known[key]

    def is_in_stage(self, misfit: Misfit) -> bool:
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
        network, _ = self._read_tokens(closed(before, _tokens(NEUTRAL), ()))
        if network is None or isinstance(network.input_shape, str):
            return None
        spec = _sound(network)
        return None if spec is None else spec.output_shape

    @property
    def takes_auto(self) -> bool:
        """Whether a size at the cursor is the last one, which labels may decide."""
        network, _ = self._read("auto", self.after)
        sizes = [] if network is None else list(auto_items(network.stages))
        return network is None or sizes == [last_size(network.stages)]

    @property
    def has_auto_output(self) -> bool:
        """Whether the last layer has the size `auto`."""
        network, _ = self._read("", self.after)
        return network is not None and any(auto_items(network.stages))

    def last_layer(self) -> Spec | None:
        """The whole network without choices and with a size for `auto`; None if it has none."""
        network, _ = self._read("", self.after)
        if network is None or count_layers(network.stages) > _MOST_LAYERS:
            return None
        return _sound(network)

    def _try(
        self, trial: str, after: tuple[Token, ...], clauses: tuple[Clause, ...]
    ) -> Misfit | None:
        network, problems = self._read(trial, after)
        other = "" if trial == NEUTRAL else NEUTRAL
        key = other, len(after)
        if key not in self._wrong:  # the number of problems independent of the cursor
            self._wrong[key] = len(self._read(other, after)[1].found)
        if len(problems.found) > self._wrong[key]:
            return Misfit(problems.found[-1].span, problems.found[-1].message)
        if network is None:
            return None
        found: Problems | None = None
        for shape in _inputs(network):
            problems = Problems("")
            if check(Spec(replace(network, input_shape=shape), clauses), problems):
                return None
            found = found or problems
        return Misfit(found.found[0].span, found.found[0].message) if found else None

    def _read(self, trial: str, after: tuple[Token, ...]) -> tuple[Network | None, Problems]:
        return self._read_tokens(closed(self.before, _tokens(trial), after))

    def _read_tokens(self, tokens: list[Token]) -> tuple[Network | None, Problems]:
        problems = Problems("", is_unfinished=True)
        reader = Reader([*tokens, _END], problems, self.names)
        return read_network(reader), problems


_END = Token("end", "", Span(0, 0, 0))


@lru_cache(maxsize=1024)
def _tokens(trial: str) -> tuple[Token, ...]:
    """Its tokens on a separate line, so that no span is one of the text's."""
    tokens = tokenize(trial, Problems(trial))[:-1]
    return tuple(replace(token, span=replace(token.span, line=0)) for token in tokens)


def _inputs(network: Network) -> tuple[tuple[int, ...], ...]:
    shape = network.input_shape
    return _FROM_DATA[shape] if isinstance(shape, str) else (shape,)


def _sound(network: Network) -> Spec | None:
    """The network with the first alternatives and a size for `auto`, if its layers fit."""
    if not network.stages:
        return None
    first = [choice.alternatives[0] for choice in choices_in(network, ())]
    network = with_units(choose(network, (), first)[0], _SOME_UNITS)
    for shape in _inputs(network):
        spec = Spec(replace(network, input_shape=shape))
        if check(spec, Problems("")):
            return spec
    return None
