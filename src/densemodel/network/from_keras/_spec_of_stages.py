"""The text of a whole network: parts in stages, equal stages in a repeat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.network.from_keras._spec_of_items import (
    KERAS_START,
    activation_options,
    item_text,
    start_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.network.from_keras._spec_of_parts import Part, Shape

_NORMALISING = frozenset({"bn", "ln"})
_ENOUGH_TO_FOLD = 3
_LONGEST_GROUP = 16
"Stages of a group that is looked for: the search stays quick in a network of 10,000 layers."
_MOST_REPEATS = 1_000
"The language takes no more in one repeat."
_IMAGE = 3


def network_text(parts: Sequence[Part], input_shape: Shape) -> str:
    """The network as the language would write it, with the clauses `init` and `bias`.

    What the language puts in by itself is left out: Flatten before Dense, and a channel axis.
    """
    linear = [part for part in parts if part.is_linear]
    starts = {start_of(part) for part in linear} - {KERAS_START}
    common = starts.pop() if len({start_of(part) for part in linear}) == 1 and starts else ""
    stages = [
        _stage_text(stage, says_start=not common) for stage in _stages(_without_put_in(parts))
    ]
    sizes = "x".join(str(size) for size in input_shape)
    clauses = [f"init {common}"] if common else []
    clauses += _bias_clause(linear)
    return " ; ".join([" -> ".join([sizes, *fold(stages)]), *clauses])


def _without_put_in(parts: Sequence[Part]) -> list[Part]:
    left: list[Part] = []
    for place, part in enumerate(parts):
        following = parts[place + 1] if place + 1 < len(parts) else None
        axes = following.word.axes if following is not None and following.word else None
        rows = part.kind == "Flatten" and axes == 1 and len(part.input_shape) > 1
        image = part.kind == "Reshape" and axes == _IMAGE
        image = image and part.output_shape == (*part.input_shape, 1)
        image = image and len(part.input_shape) == _IMAGE - 1
        if not rows and not image:
            left.append(part)
    return left


def _stages(parts: Sequence[Part]) -> list[list[Part]]:
    stages: list[list[Part]] = []
    for part in parts:
        if not stages or _begins_stage(part, stages[-1][-1]):
            stages.append([])
        stages[-1].append(part)
    return stages


def _begins_stage(part: Part, before: Part) -> bool:
    """Whether a layer stands after an arrow rather than beside the one before it."""
    if part.is_linear or part.output_shape != part.input_shape:
        return True
    if part.word is not None:
        return part.word.sizes is not None
    would_fuse = before.is_linear and before.facts["activation"] == "linear"
    return would_fuse and not activation_options(part)


def _stage_text(stage: Sequence[Part], *, says_start: bool) -> str:
    texts: list[str] = []
    for place, part in enumerate(stage):
        following = stage[place + 1] if place + 1 < len(stage) else None
        is_fused = part.facts.get("activation", "linear") != "linear"
        word = following.word.word if following is not None and following.word else ""
        is_normalised = word in _NORMALISING and not is_fused
        texts.append(item_text(part, is_normalised=is_normalised, says_start=says_start))
    return " ".join(texts)


def _bias_clause(linear: Sequence[Part]) -> list[str]:
    starts = {str(part.facts["bias_initializer"]) for part in linear[:-1] if part.facts["use_bias"]}
    name, _, number = starts.pop().partition(":") if len(starts) == 1 else ("", "", "")
    if name == "ones":
        return ["bias 1"]
    return [f"bias {number}"] if name == "constant" and number else []


def fold(stages: Sequence[str]) -> list[str]:
    """Write runs of three or more equal groups once: `3*(100 relu drop 0.2)`."""
    folded: list[str] = []
    place = 0
    while place < len(stages):
        length, count = _longest_run(stages, place)
        count = min(count, _MOST_REPEATS)
        if count < _ENOUGH_TO_FOLD:
            folded.append(stages[place])
            place += 1
            continue
        inside = " -> ".join(fold(stages[place : place + length]))
        folded.append(f"{count}*({inside})")
        place += length * count
    return folded


def _longest_run(stages: Sequence[str], place: int) -> tuple[int, int]:
    """The group from here on whose repeats reach furthest: its length and how often it stands."""
    best = (1, 1)
    for length in range(1, _LONGEST_GROUP + 1):
        group = stages[place : place + length]
        count = 1
        while stages[place + count * length : place + (count + 1) * length] == group:
            count += 1
        if count >= _ENOUGH_TO_FOLD and length * count > best[0] * best[1]:
            best = (length, count)
    return best
