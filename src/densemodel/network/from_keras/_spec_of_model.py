"""The spec of a Keras model, from its layers to its text."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import TargetScale, choose_task
from densemodel.errors import SpecError, with_call_hints
from densemodel.language import KERAS_START, Spec, layer_of, parse, start_of, write_layers
from densemodel.network.builder._make import draws_from
from densemodel.network.from_keras._base_of_model import base_of
from densemodel.network.from_keras._check_spec import (
    compare,
    lost_of_layers,
    name_of,
    require_expressible,
)
from densemodel.network.from_keras._columns_of_model import columns_of, takes_columns
from densemodel.network.from_keras._compiled_model import say_compiled
from densemodel.network.from_keras._layer_chain import chain_from, chain_of, parts_of
from densemodel.network.from_keras._repeats import repeats

if TYPE_CHECKING:
    from collections.abc import Sequence

    import keras

    from densemodel.language import Base
    from densemodel.network.from_keras._layer_chain import Part


def target_of(parts: Sequence[Part]) -> TargetScale | None:
    """The end of a model for `target norm`; None if it is `scale / N` or nothing."""
    last, layer = parts[-1], parts[-1].link.layer
    others = [one for one in last.refusals if one.key not in ("scale", "offset")]
    if last.kind != "Rescaling" or others or not any(part.is_linear for part in parts):
        return None
    columns = last.output_shape[-1]
    mean, spread = _numbers(layer.offset, columns), _numbers(layer.scale, columns)
    is_scale = not any(mean) and not last.refusals
    if is_scale or not mean or not spread or min(spread) <= 0:
        return None
    return TargetScale(mean, spread)


def _numbers(value: Any, columns: int) -> tuple[float, ...]:
    """One number, or one for each column; empty if it is something else."""
    try:
        numbers = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):  # ragged lists, say
        return ()
    is_known = numbers.shape in ((), (columns,)) and bool(np.isfinite(numbers).all())
    return tuple(numbers.reshape(-1).tolist()) if is_known else ()


def _target_note(target: TargetScale) -> str:
    mean, spread = (
        ", ".join([f"{number:,.6g}" for number in numbers[:_SHOWN]])
        + (f" and {len(numbers) - _SHOWN:,} more" if len(numbers) > _SHOWN else "")
        for numbers in (target.mean, target.spread)
    )
    return (
        "target norm will learn its numbers from y again: those of the model, mean "
        f"{mean} and spread {spread}, are not in the spec"
    )


_SHOWN = 3
"The most columns of y whose numbers are in a note."


def network_text(parts: Sequence[Part], source: str = "") -> str:
    """The text of the network, with the clauses `init` and `bias`.

    It begins with `source`, or else the sizes that come in. Layers that the language adds are left
    out: Flatten before Dense, and a channel axis.
    """
    linear = [part for part in parts if part.is_linear]
    starts = {start_of(part.facts) for part in linear}
    common = starts.pop() if len(starts) == 1 else ""
    common = "" if common == KERAS_START else common
    written = [part for part, following in pairwise(parts) if not _is_put_in(part, following)]
    written.append(parts[-1])
    layers = [layer_of(part.facts, with_start=not common) for part in written]
    sizes = source or "x".join(str(size) for size in parts[0].input_shape)
    clauses = [f"init {common}"] if common else []
    clauses += _bias_clause(linear)
    return " ; ".join([" -> ".join([sizes, *fold(write_layers(layers))]), *clauses])


def _is_put_in(part: Part, following: Part) -> bool:
    axes = following.word.axes if following.word else None
    if axes == 1:
        return part.kind == "Flatten" and len(part.input_shape) > 1
    is_channel = part.kind == "Reshape" and part.output_shape == (*part.input_shape, 1)
    return axes == 3 and is_channel and len(part.input_shape) == 2


def _bias_clause(linear: Sequence[Part]) -> list[str]:
    starts = {str(part.facts["bias_initializer"]) for part in linear[:-1] if part.facts["use_bias"]}
    name, _, number = starts.pop().partition(":") if len(starts) == 1 else ("", "", "")
    if name == "ones":
        return ["bias 1"]
    return [f"bias {number}"] if name == "constant" and number else []


def fold(stages: Sequence[str]) -> list[str]:
    """Write runs of three or more equal groups once: `3*(100 relu drop 0.2)`."""
    return [
        group[0] if count == 1 else f"{count}*({' -> '.join(fold(group))})"
        for count, group in repeats(stages, most=1_000)  # the limit of one repeat
    ]


@with_call_hints
def spec_of(model: keras.Model) -> Spec:
    """The spec of a Keras model.

    It builds a model with the same function and training settings, with new weights. What is lost
    without changing the function is in its `notes`: names, seeds, initializers, custom losses.

    Args:
        model: A `keras.Sequential` that has an input, or a Functional model that is a plain chain
            of layers. Models within it are taken apart. Or the model of a spec with `table`: then
            `spec.table` has what its layers know of the columns, by the names of its inputs.

    Raises:
        SpecError: The language can't express the model; the message names the layer.

    Example:
        >>> str(spec_of(build("784 -> 3*(100 relu drop 0.2) -> 10 softmax ; sgd lr 0.5")))
        '784 -> 3*(100 relu drop 0.2) -> 10 softmax ; sgd lr 0.5'
    """
    with draws_from(0):
        table, row, _ = columns_of(model) if takes_columns(model) else (None, None, None)
        base, layers = base_of(model) or (None, [])
        inner: list[Any] = []
        if row is not None:
            layers = chain_from(model, row)
        elif base is None:
            layers, inner = chain_of(model)
        start = model.inputs[0] if row is None else row
        shape = tuple(start.shape[1:]) if base is None else base.output_of(tuple(start.shape[1:]))
        parts = parts_of(layers, shape)
        target = target_of(parts)
        written = parts if target is None else parts[:-1]
        for part in written:
            require_expressible(part)
        source = "table" if table is not None else ""
        source = source if base is None else f"{base.name} {base.word}"
        spec = _read(network_text(written, source), base).with_table(table)
        starts = compare(written, spec)
        if target is not None:
            spec = spec.with_settings("target norm")
        spec, lost = say_compiled(spec, model)
        if target is not None:
            if choose_task(spec).kind != "regression":  # for others the clause has no meaning
                raise parts[-1].link.refusal(
                    "it scales the outputs to another unit, and 'target norm' does that only for "
                    "numbers to predict"
                )
            lost.insert(0, _target_note(target))
        inside = [*inner, *layers]
        notes = (*lost_of_layers(model, inside, starts, has_table=table is not None), *lost)
    return replace(spec, name=name_of(model), own_notes=notes)


def _read(text: str, base: Base | None) -> Spec:
    """Parse the text: the language refuses some networks that Keras takes."""
    try:
        return parse(text, {} if base is None else {base.name: base})
    except SpecError as error:
        problem = error.problems[0]
        message = f"the language refuses this model: {problem.message}"
        raise SpecError((replace(problem, message=message),), text) from None
