"""The spec of a Keras model, from its layers to its text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from densemodel.data import choose_task
from densemodel.errors import SpecError
from densemodel.language import KerasCall, Spec, parse
from densemodel.network.builder._make import draws_from, make
from densemodel.network.from_keras._check_spec import compare, lost_of_layers, name_of
from densemodel.network.from_keras._layer_chain import chain_of, parts_of
from densemodel.network.from_keras._layer_facts import facts_of
from densemodel.network.from_keras._layer_text import (
    KERAS_START,
    activation_options,
    divisor_of,
    item_text,
    start_of,
)
from densemodel.network.from_keras._training_clauses import say_training

if TYPE_CHECKING:
    from collections.abc import Sequence

    import keras

    from densemodel.network.from_keras._layer_chain import Part, Shape


_SHOWN = 3
"The most columns of y whose numbers are in a note."


@dataclass(frozen=True, slots=True)
class Target:
    """The numbers of the last Rescaling, for each column of y or one for all."""

    part: Part
    mean: tuple[float, ...]
    spread: tuple[float, ...]

    @property
    def note(self) -> str:
        """What the spec loses of it."""
        return (
            "target norm will learn its numbers from y again: those of the model, mean "
            f"{_shown(self.mean)} and spread {_shown(self.spread)}, are not in the spec"
        )

    def require_numbers_to_predict(self, spec: Spec) -> None:
        """Refuse a model that does not predict numbers: for others the clause has no meaning.

        Raises:
            SpecError: It is for classes.
        """
        kind = choose_task(spec).kind
        if kind != "regression":
            raise self.part.link.refusal(
                "it scales the outputs to another unit, and 'target norm' does that only for "
                "numbers to predict"
            )


def target_of(parts: Sequence[Part]) -> Target | None:
    """The end of a model for `target norm`; None if it is `scale / N` or nothing.

    Args:
        parts: All parts of the model.
    """
    last, layer = parts[-1], parts[-1].link.layer
    is_last = last.kind == "Rescaling" == type(layer).__name__
    if not is_last or not any(part.is_linear for part in parts):
        return None
    columns = last.output_shape[-1]
    mean, spread = _numbers(layer.offset, columns), _numbers(layer.scale, columns)
    is_scale = not any(mean) and divisor_of(layer.scale) is not None
    if is_scale or not mean or not spread or min(spread) <= 0 or _differs_otherwise(last):
        return None
    return Target(last, mean, spread)


def _numbers(value: Any, columns: int) -> tuple[float, ...]:
    """One number, or one for each column; empty if it is something else."""
    import numpy as np

    try:
        numbers = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):  # ragged lists, say
        return ()
    is_known = numbers.shape in ((), (columns,)) and bool(np.isfinite(numbers).all())
    return tuple(numbers.reshape(-1).tolist()) if is_known else ()


def _differs_otherwise(part: Part) -> bool:
    """Whether it differs from the layer of `target norm` in more than its numbers."""
    call = KerasCall("layers", "Rescaling", (("scale", 1.0), ("name", "of_spec")))
    ours = facts_of(make(call), part.input_shape)
    ours["dtype"] = "float32"
    numbers = {key: part.facts[key] for key in ("scale", "offset")}
    return {**ours, **numbers} != {**part.facts, **numbers}


def _shown(numbers: Sequence[float]) -> str:
    texts = [f"{number:,.6g}" for number in numbers[:_SHOWN]]
    rest = len(numbers) - len(texts)
    return ", ".join(texts) + (f" and {rest:,} more" if rest else "")


_NORMALISING = frozenset({"bn", "ln"})
_ENOUGH_TO_FOLD = 3
_LONGEST_GROUP = 16
"The most stages of a repeated group, so that the search is fast with 10,000 layers."
_MOST_REPEATS = 1_000
"The limit of one repeat."
_IMAGE = 3


def network_text(parts: Sequence[Part], input_shape: Shape) -> str:
    """The text of the network, with the clauses `init` and `bias`.

    Layers that the language adds are left out: Flatten before Dense, and a channel axis.
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
    """Whether a layer starts a new stage."""
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
    """The group from here whose repeats reach furthest: its length and count."""
    best = (1, 1)
    for length in range(1, _LONGEST_GROUP + 1):
        group = stages[place : place + length]
        count = 1
        while stages[place + count * length : place + (count + 1) * length] == group:
            count += 1
        if count >= _ENOUGH_TO_FOLD and length * count > best[0] * best[1]:
            best = (length, count)
    return best


def spec_of(model: keras.Model) -> Spec:
    """The spec of a Keras model.

    It builds a model with the same function and training settings, with new weights. What is lost
    without changing the function is in its `notes`: names, seeds, initializers, custom losses.

    Args:
        model: A `keras.Sequential` that has an input, or a Functional model that is a plain chain
            of layers. Models within it are taken apart.

    Returns:
        The spec.

    Raises:
        SpecError: The language can't express the model; the message names the layer.

    Example:
        >>> str(spec_of(build("784 -> 3*(100 relu drop 0.2) -> 10 softmax ; sgd lr 0.5")))
        '784 -> 3*(100 relu drop 0.2) -> 10 softmax ; sgd lr 0.5'
    """
    with draws_from(0):
        chain = chain_of(model)
        parts = parts_of(chain)
        target = target_of(parts)
        said = parts if target is None else parts[:-1]
        spec = _read(network_text(said, chain.input_shape))
        starts = compare(said, spec)
        if target is not None:
            spec = spec.with_settings("target norm")
        spec, lost = say_training(spec, model)
        if target is not None:
            target.require_numbers_to_predict(spec)
            lost.insert(0, target.note)
        notes = (*lost_of_layers(model, chain, starts), *lost)
    return replace(spec, name=name_of(model), own_notes=notes)


def _read(text: str) -> Spec:
    """Parse the text: the language refuses some networks that Keras takes."""
    try:
        return parse(text)
    except SpecError as error:
        problem = error.problems[0]
        message = f"the language refuses this model: {problem.message}"
        raise SpecError((replace(problem, message=message),), text) from None
