"""Finds the choices of a spec, and puts one alternative of each in its place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from densemodel.language.syntax_tree._schedule import Schedule
from densemodel.language.syntax_tree._tree import (
    CHOICE,
    Choice,
    Clause,
    Item,
    Named,
    Network,
    Repeat,
    Stage,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any, TypeAlias

    from densemodel.language.syntax_tree._tree import Alternative

    Pick: TypeAlias = Callable[[Choice], Alternative]

T = TypeVar("T")


def choices_in(network: Network, clauses: Iterable[Clause]) -> tuple[Choice, ...]:
    """Every choice, in the order of the text: the network's, then the clauses'."""
    found: list[Choice] = []

    def note(choice: Choice) -> Alternative:
        found.append(choice)
        return choice

    _walk((network, *clauses), note)
    return tuple(found)


def picks_at(place: int, sizes: Sequence[int]) -> tuple[int, ...]:
    """Which alternatives make the combination at a place; the last choice changes fastest."""
    picks = []
    for size in reversed(sizes):
        place, pick = divmod(place, size)
        picks.append(pick)
    return tuple(reversed(picks))


def choose(
    network: T, clauses: Iterable[Clause], picks: Iterable[Alternative]
) -> tuple[T, tuple[Clause, ...]]:
    """The tree with one alternative of each choice, in the order of `choices_in`."""
    rest = iter(picks)
    chosen, *others = _walk((network, *clauses), lambda _: next(rest))
    return chosen, tuple(others)


def _walk(node: Any, pick: Pick) -> Any:
    """The same tree with what `pick` gives for each choice; itself where nothing changed."""
    if isinstance(node, tuple):
        return _walk_parts(node, pick)
    if isinstance(node, Choice):
        return pick(node)
    if isinstance(node, Clause) and not node.holds_choice:
        return node
    is_schedule = isinstance(node, Schedule)
    fields = tuple(node.__dataclass_fields__) if is_schedule else _FIELDS.get(type(node))
    if fields is None:
        return node
    changed = {}
    for name in fields:
        before = getattr(node, name)
        if before is None or type(before) in _PLAIN:
            continue
        after = _walk(before, pick)
        if after is not before:
            changed[name] = after
    return replace(node, **changed) if changed else node


def _walk_parts(parts: tuple[Any, ...], pick: Pick) -> tuple[Any, ...]:
    """A choice among items, stages or clauses gives several parts in place of one."""
    walked: list[Any] = []
    is_same = True
    for part in parts:
        if type(part) in _PLAIN:
            walked.append(part)
            continue
        after = _walk(part, pick)
        is_same = is_same and after is part
        if isinstance(part, Choice) and isinstance(after, tuple):
            walked.extend(after)
        elif isinstance(part, Clause) and part.word == CHOICE and after is not part:
            walked.extend(after.value)
        elif isinstance(part, Repeat) and after.count == 1:
            walked.extend(after.stages)
        else:
            walked.append(after)
    return parts if is_same else tuple(walked)


_PLAIN = frozenset({int, float, str})

_FIELDS: dict[type, tuple[str, ...]] = {
    Network: ("stages",),
    Repeat: ("count", "stages"),
    Stage: ("items",),
    Item: ("number", "sizes", "stride", "padding", "options"),
    Named: ("options", "number"),
    Clause: ("value",),
}
"Where a choice may stand."
