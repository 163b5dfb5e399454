"""A network that is being written: what comes in at the cursor, and what fits there."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, cast

from densemodel.language.grammar._choice_grammar import kind_of_items
from densemodel.language.reading._problems import Problems
from densemodel.language.shapes._check import check_layers
from densemodel.language.shapes._layers_of import Unrolling, items_in, unroll, with_units
from densemodel.language.syntax_tree._tree import (
    AUTO,
    CURSOR,
    Choice,
    Item,
    Network,
    Stage,
    choices_in,
    choose,
)
from densemodel.language.vocabulary._layer_words import ACTIVATIONS, LINEAR, NORMALISED

if TYPE_CHECKING:
    from collections.abc import Container, Sequence
    from typing import TypeAlias

    from densemodel.language.syntax_tree._tree import Alternative
    from densemodel.language.vocabulary._layer_makers import Shape

    Fill: TypeAlias = "tuple[Item, ...] | tuple[int, ...] | int | float | str"
    "What a word puts in the place of the cursor: items, sizes, a number, or a padding."

_MOST_STAGES = 300
"In a larger network everything may fit: to look would take too long."

_FROM_DATA: dict[str, Shape] = {AUTO: (64, 64, 3), "table": (97,)}
"An input for one that the data decide: what fits any other fits it, unless it is reshaped."


def some_input(network: Network) -> Shape:
    """The input, or a possible one where the data decide."""
    shape = network.input_shape
    return _FROM_DATA[shape] if isinstance(shape, str) else shape


def draft_of(network: Network | None) -> Draft | None:
    """The network with the cursor; None if it does not hold it, or is too large."""
    choices = choices_in(network)
    place = next((i for i, one in enumerate(choices) if choices_in(_alternative(one))), None)
    if network is None or place is None:
        return None
    network = choose(network, map(_alternative, choices))
    stages = [*islice(unroll(with_units(network, 2).stages), _MOST_STAGES + 1)]
    if len(stages) > _MOST_STAGES:
        return None
    varies = any(one.kind != "name" for one in choices[:place])
    return Draft(network, stages, choices[place], varies=varies)


def _alternative(choice: Choice) -> Alternative:
    """The alternative with the cursor, or the first; of the cursor itself that."""
    alternatives = choice.alternatives or (choice,)
    return next(filter(choices_in, alternatives), alternatives[0])


class Draft:
    """A network with the cursor.

    Args:
        network: All of it, with one alternative of each choice.
        stages: Its stages, repeats unrolled and with a size for `auto`.
        choice: The choice that holds the cursor, or the cursor.
        varies: Whether a choice before the cursor may change what comes in.
    """

    def __init__(
        self, network: Network, stages: Sequence[Stage], choice: Choice, *, varies: bool
    ) -> None:
        self._choice, self.varies, self._cut = choice, varies, _alternative(choice)
        length = _length(self._cut)  # one of another is never the same
        self._others = tuple(
            one for one in choice.alternatives if one is not self._cut and _length(one) == length
        )
        at = [i for i, stage in enumerate(stages) if choices_in(stage)]  # of a repeat each round
        self._stage, self._rounds = stages[at[0]], stages[at[0] + 1 : at[-1] + 1]
        self._rest = stages[at[-1] + 1 :]
        items = self._stage.items
        self._at = next(i for i, item in enumerate(items) if choices_in(item))
        self._known: dict[object, str] = {}
        self._start = Unrolling(some_input(network), is_table=network.input_shape == "table")
        self.is_unknown = bool(_misfit(stages[: at[0]], self._start))
        "Whether everything may fit, because something before the stage does not."
        self._here = replace(self._start)
        self.is_wrong = bool(_misfit([Stage(items[: self._at])], self._here))
        "Whether the beginning of the stage does not fit, so that nothing does."
        is_of_data = isinstance(network.input_shape, str)
        self.shape = None if is_of_data or self.is_unknown or self.is_wrong else self._here.shape
        "The sizes that come in at the item of the cursor; None if unknown."
        if is_of_data and any(_is_word(item, {"reshape"}) for item in items[: self._at + 1]):
            self.is_unknown = True  # only the data know what the sizes have to be
        after = [*items[self._at + 1 :], *(one for stage in self._rest for one in stage.items)]
        has_auto = any(isinstance(i, Item) and i.number == AUTO for i in items_in(network.stages))
        is_last = not any(_is_word(item, LINEAR) for item in after)
        self.takes_auto = is_last and not has_auto
        "Whether a size here is the last one, which the labels may decide."
        self._is_after_auto = is_last and has_auto
        self.ends_stage = self._at == len(items) - 1
        "Whether nothing follows the cursor in its stage."

    @property
    def sizes(self) -> Shape:
        """The sizes of the item that stand before the cursor: 8x."""
        item = self._stage.items[self._at]
        sizes = item.sizes if isinstance(item, Item) else ()
        return tuple(size for size in sizes if isinstance(size, int))

    @property
    def fits_without(self) -> bool:
        """Whether what follows fits as it is, without a word at the cursor."""
        return self._stage.items[self._at] is CURSOR and not self.misfit(())

    def misfit(self, fill: Fill, *, whole: bool = True) -> str:
        """Why this does not fit; empty if it does, and if `whole`, what follows it too."""
        item = fill[0] if isinstance(fill, tuple) and fill else None
        if self._is_after_auto and _is_word(item, LINEAR):
            return "'auto' is the size of the input or of the last layer"
        if self._start.is_table and _is_word(item, {"norm"}):
            return "a table is scaled already"
        if message := self._misfit_of_alternative(fill):
            return message
        if _is_word(item, ACTIVATIONS) and not _is_word(item, NORMALISED):
            fill = (Item("relu"),)  # most activations are alike, and most sizes
        elif isinstance(item, Item) and item.word == "dense" and item.number not in {1, AUTO}:
            fill = (Item("dense", 2),)
        if (fill, whole) not in self._known:
            self._known[fill, whole] = self._misfit_of_stages(fill, whole=whole)
        return self._known[fill, whole]

    def _misfit_of_alternative(self, fill: Fill) -> str:
        """Why it does not fit beside the other alternatives of its choice."""
        if not self._others:
            return ""
        filled, problems = choose(self._cut, [fill]), Problems("")
        if filled in self._others:
            return "the same alternative is given twice"
        kind_of_items(replace(self._choice, alternatives=(*self._others, filled)), problems)
        return problems.found[0].message if problems.found else ""

    def _misfit_of_stages(self, fill: Fill, *, whole: bool) -> str:
        filled = _filled(self._stage, self._at, fill)
        # a padding changes the item before the cursor
        begin, start = (0, self._start) if isinstance(fill, str) else (self._at, self._here)
        unrolling = replace(start)
        if not whole:
            end = len(filled.items) - len(self._stage.items) + self._at + 1
            return _misfit([Stage(filled.items[begin:end])], unrolling)
        rounds = (filled if stage == self._stage else stage for stage in self._rounds)
        if message := _misfit([Stage(filled.items[begin:]), *rounds], unrolling):
            return message
        key = unrolling.shape, unrolling.has_learning, unrolling.brightest
        if key not in self._known:
            self._known[key] = _misfit(self._rest, unrolling)
        return self._known[key]


def _length(alternative: Alternative) -> int:
    return len(alternative) if isinstance(alternative, tuple) else 1


def _is_word(item: object, words: Container[str]) -> bool:
    return isinstance(item, Item) and item.word in words


def _filled(stage: Stage, at: int, fill: Fill) -> Stage:
    """The stage with this in its item with the cursor; a padding goes to the item before it."""
    items, before = stage.items, stage.items[at - 1]
    if items[at] is not CURSOR:
        return choose(stage, [fill])
    if isinstance(fill, str) and isinstance(before, Item):
        return Stage((*items[: at - 1], replace(before, padding=fill), *items[at + 1 :]))
    return Stage((*items[:at], *cast("tuple[Item, ...]", fill), *items[at + 1 :]))


def _misfit(stages: Sequence[Stage], unrolling: Unrolling) -> str:
    """What does not fit in these stages, from the unrolling on; empty if all does."""
    problems = Problems("")
    check_layers(Network((), tuple(stages)), unrolling, problems)
    return problems.found[0].message if problems.found else ""
