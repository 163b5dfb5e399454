"""Holds a spec against the model that it was read from, layer by layer."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from densemodel.network.builder._make import make
from densemodel.network.from_keras._spec_of_facts import Facts, facts_of, is_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.errors import SpecError
    from densemodel.language import KerasCall, Spec
    from densemodel.network.from_keras._spec_of_parts import Part


def compare(parts: Sequence[Part], spec: Spec) -> tuple[str, ...]:
    """Compare what the spec builds with the model.

    Args:
        parts: The model's layers.
        spec: What was written of them.

    Returns:
        Weights whose start the spec does not say, in words: that does not change the function.

    Raises:
        SpecError: A layer of the spec computes something else than the model's.
    """
    known: dict[tuple[KerasCall, int], Facts] = {}
    lost: list[str] = []
    for part, said in zip_longest(parts, spec.layers):
        if part is None or said is None or said.input_shape != part.input_shape:
            last = part or parts[-1]
            made = said.kind if said else "nothing"
            raise last.link.refusal(f"the language would make {made} of it here")
        key = (said.call, len(said.input_shape))
        if said.kind == "Reshape" or key not in known:
            # with a name of its own it leaves Keras's count of names alone
            layer = make(said.call.with_argument("name", "of_spec"))
            known[key] = facts_of(layer, said.input_shape)
            known[key]["dtype"] = "float32"
        lost += _differences(part, known[key])
    _check_weights(parts, spec)
    return tuple(lost)


def _check_weights(parts: Sequence[Part], spec: Spec) -> None:
    """A layer may be changed after it was built, and then its config says what it is not."""
    said: dict[int, int] = {}
    for part, layer in zip(parts, spec.layers, strict=True):
        place = part.link.place
        said[place] = said.get(place, 0) + layer.parameter_count
    owners: dict[int, str] = {}
    for link in {part.link.place: part.link for part in parts}.values():
        held = link.layer.count_params() if link.layer.built else said[link.place]
        if held != said[link.place]:
            raise link.refusal(
                f"it holds {held:,} parameters, and by its settings it has {said[link.place]:,}: "
                "they were changed after it was built"
            )
        for weight in link.layer.weights:
            if id(weight) in owners:
                raise link.refusal(f"it shares weights with '{owners[id(weight)]}'")
            owners[id(weight)] = link.layer.name


def _differences(part: Part, said: Facts) -> list[str]:
    lost: list[str] = []
    for key in {**said, **part.facts}:  # in order: the kind comes first
        theirs, ours = part.facts.get(key), said.get(key)
        if _same(theirs, ours):
            continue
        if not key.endswith("_initializer"):
            raise _refusal(part, key, theirs, ours)
        lost.append(f"{key.removesuffix('_initializer')} of '{part.link.layer.name}' ({theirs})")
    return lost


def _same(theirs: Any, ours: Any) -> bool:
    if _is_array(theirs):  # never what a spec says
        return False
    return bool(theirs == ours)


def _is_array(value: Any) -> bool:
    """Whether it has axes; a number of NumPy has a shape too, an empty one."""
    return len(getattr(value, "shape", ())) > 0


def _refusal(part: Part, key: str, theirs: Any, ours: Any) -> SpecError:
    if key == "kind":
        return part.link.refusal(f"the language would make {ours} of it here")
    if _is_array(theirs) or (isinstance(theirs, tuple) and len(str(theirs)) > 40):  # noqa: PLR2004 - a line holds no more
        theirs = "an array"
    if key == "axis":  # as it was written: an axis may be counted from both ends
        axis = getattr(part.link.layer, "axis", theirs)
        axis = None if axis == () else axis
        return part.link.refusal(f"it works on axis {axis}, and a spec on the last")
    option = next((one for one in part.options if one.argument == key), None)
    if option is not None and is_number(theirs) and not option.quantity.holds(theirs):
        word = part.word.word if part.word else part.kind
        takes = option.quantity.description
        return part.link.refusal(f"its {key} is {theirs}, and '{word}' takes {takes}")
    instead = "none" if ours is None else _shown(ours)
    return part.link.refusal(f"it has {key}={_shown(theirs)}, where a spec has {instead}")


def _shown(value: Any) -> str:
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):  # a regulariser
        return "L1L2({})".format(", ".join(f"{key}={factor:g}" for key, factor in value))
    return str(value)
