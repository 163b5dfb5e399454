"""Which numbers of a model are followed together: the weights and the biases of each layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Role = Literal["weights", "biases"]

_OFFSETS = frozenset({"bias", "beta"})
_NOT_LEARNED = frozenset(
    {"moving_mean", "moving_variance", "mean", "variance", "count", "seed_generator_state"}
)
"Names of variables that count, average or draw, and that no gradient moves."
_WORDS = {"gamma": "scale (gamma)", "beta": "offset (beta)"}


@dataclass(frozen=True, slots=True)
class Strand:
    """The weights of one layer, or its biases."""

    layer: int
    "The layer's place among the layers that have weights, counted from 0."
    layer_name: str
    "Keras's name of the layer."
    role: Role
    words: str
    'What a person calls them: "weights", "biases", "scale (gamma)", "offset (beta)".'
    count: int
    "How many numbers they are."
    places: tuple[int, ...]
    "Where their variables stand in `model.variables`."

    def values(self, all_values: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Their arrays among those of all variables."""
        return [all_values[place] for place in self.places]


def strands_of(model: Any) -> tuple[Strand, ...]:
    """The strands of a built Keras model, layer by layer, weights before biases."""
    places = {id(variable): place for place, variable in enumerate(model.variables)}
    found: list[Strand] = []
    layers = 0
    for layer in model.layers:
        strands = list(_strands_of(layer, layers, places))
        layers += bool(strands)
        found += strands
    return tuple(found)


def _strands_of(layer: Any, number: int, places: dict[int, int]) -> Iterator[Strand]:
    learned = [one for one in layer.weights if id(one) in places and _is_learned(one)]
    roles: tuple[Role, ...] = ("weights", "biases")
    for role in roles:
        own = [one for one in learned if (one.name in _OFFSETS) == (role == "biases")]
        if not own:
            continue
        words = _WORDS.get(own[0].name, role) if len(own) == 1 else role
        count = sum(int(np.prod(one.shape)) for one in own)
        at = tuple(places[id(one)] for one in own)
        yield Strand(number, layer.name, role, words, count, at)


def _is_learned(variable: Any) -> bool:
    return "float" in str(variable.dtype) and variable.name not in _NOT_LEARNED
