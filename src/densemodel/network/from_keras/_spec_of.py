"""From a Keras model to the spec that says it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from densemodel.errors import SpecError
from densemodel.language import Spec, parse
from densemodel.network.builder._draws import draws_from
from densemodel.network.from_keras._spec_of_chain import chain_of
from densemodel.network.from_keras._spec_of_check import compare
from densemodel.network.from_keras._spec_of_lost import lost_of_layers, name_of
from densemodel.network.from_keras._spec_of_parts import parts_of
from densemodel.network.from_keras._spec_of_stages import network_text
from densemodel.network.from_keras._spec_of_target import target_of
from densemodel.network.from_keras._spec_of_training import say_training

if TYPE_CHECKING:
    import keras


def spec_of(model: keras.Model) -> Spec:
    """Write the spec of a model, whoever built it.

    The spec builds a model with the same function and the same training clauses, with weights of
    its own. What it can't hold and what does not change the function is in its `notes`: names,
    seeds, how weights start, losses of one's own.

    Args:
        model: A `keras.Sequential` that has an input, or a Functional model that is a plain chain
            of layers. Models within it are taken apart.

    Returns:
        The spec.

    Raises:
        SpecError: The language can't say the model; the layer is named.

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
            target.require_numbers_to_guess(spec)
            lost.insert(0, target.note)
        notes = (*lost_of_layers(model, chain, starts), *lost)
    return replace(spec, name=name_of(model), own_notes=notes)


def _read(text: str) -> Spec:
    """Read what was written: the language refuses some networks that Keras takes."""
    try:
        return parse(text)
    except SpecError as error:
        problem = error.problems[0]
        message = f"the language refuses this model: {problem.message}"
        raise SpecError((replace(problem, message=message),), text) from None
