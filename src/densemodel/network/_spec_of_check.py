"""Holds a spec against the model that it was read from, layer by layer."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from densemodel.network._make import make
from densemodel.network._spec_of_facts import Facts, facts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.errors import SpecError
    from densemodel.network._spec_of_parts import Part
    from densemodel.spec import KerasCall, Spec


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
            if "data_format" in known[key]:
                known[key]["data_format"] = "channels_last"
        lost += _differences(part, known[key])
    return tuple(lost)


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
    if hasattr(theirs, "shape"):  # an array is never what a spec says
        return False
    return bool(theirs == ours)


def _refusal(part: Part, key: str, theirs: Any, ours: Any) -> SpecError:
    if key == "kind":
        return part.link.refusal(f"the language would make {ours} of it here")
    if hasattr(theirs, "shape") or (isinstance(theirs, tuple) and len(str(theirs)) > 40):  # noqa: PLR2004 - a line holds no more
        theirs = "an array"
    if key == "axis":  # as it was written: an axis may be counted from both ends
        axis = getattr(part.link.layer, "axis", theirs)
        return part.link.refusal(f"it works on axis {axis}, and a spec on the last")
    instead = "none" if ours is None else _shown(ours)
    return part.link.refusal(f"it has {key}={_shown(theirs)}, where a spec has {instead}")


def _shown(value: Any) -> str:
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):  # a regulariser
        return "L1L2({})".format(", ".join(f"{key}={factor:g}" for key, factor in value))
    return str(value)
