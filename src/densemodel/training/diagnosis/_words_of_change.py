"""Writes a change of a network as words that apply to its spec: `30 sigmoid => 30 relu`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from densemodel.language import with_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from densemodel.language import Spec

_ARROW = " -> "
_REPEAT = re.compile(r"^\d+\*\(?")


def words_in_place(spec: Spec, change: Callable[[str], str]) -> str:
    """Words of the form `old => new` that change the hidden part of a network.

    Args:
        spec: The spec that was written.
        change: Returns the new text of a hidden stage such as `50 relu drop 0.9`, or the same text.

    Returns:
        The shortest words that change this and nothing else; empty if there are none.
    """
    first, *stages = spec.network_text.split(_ARROW)
    return _words(spec, first, stages, [*map(change, stages[:-1]), *stages[-1:]])


def words_everywhere(spec: Spec, change: Callable[[str], str]) -> str:
    """Words of the form `old => new` that change any stage of a network, including the last.

    Args:
        spec: The spec that was written.
        change: Returns the new text of a stage, or the same text.
    """
    first, *stages = spec.network_text.split(_ARROW)
    return _words(spec, first, stages, list(map(change, stages)))


def words_at_end(spec: Spec, change: Callable[[str], str]) -> str:
    """Words of the form `old => new` that change the last stage of a network.

    Args:
        spec: The spec that was written.
        change: Returns the new text of the last stage.
    """
    first, *stages = spec.network_text.split(_ARROW)
    return _words(spec, first, stages, [*stages[:-1], change(stages[-1])])


def _words(spec: Spec, first: str, old: list[str], new: list[str]) -> str:
    if old == new:
        return ""
    wanted = _ARROW.join([first, *new])
    for words in _candidates(old, new):
        changed = with_words(spec, words)
        if changed is not None and changed.network_text == wanted:
            return words
    return ""


def _candidates(old: list[str], new: list[str]) -> Iterator[str]:
    """Words that may turn one list of stages into another, the shortest first."""
    if len(old) == len(new):
        differ = [place for place, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
        pairs = {(_bare(old[place]), _bare(new[place])) for place in differ}
        if len(pairs) == 1:
            yield " => ".join(pairs.pop())
        chain = slice(differ[0], differ[-1] + 1)
        yield f"{_ARROW.join(old[chain])} => {_ARROW.join(new[chain])}"
    yield f"{_ARROW.join(old)} => {_ARROW.join(new)}"


def _bare(stage: str) -> str:
    """A stage without its repeat count: `30 relu` of `8*(30 relu)`."""
    inside = _REPEAT.sub("", stage)
    return inside[:-1] if inside.count(")") > inside.count("(") else inside
