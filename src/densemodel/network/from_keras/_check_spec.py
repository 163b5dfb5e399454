"""Check a spec against its model, and list what it loses."""

from __future__ import annotations

import re
import unicodedata
from itertools import zip_longest
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

from densemodel.language import ACTIVATIONS, COLUMNS, WORDS
from densemodel.network.builder._keras import load_keras
from densemodel.network.builder._make import make
from densemodel.network.from_keras._layer_facts import (
    Facts,
    config_of,
    facts_of,
    is_array,
    is_number,
)
from densemodel.network.from_keras._layer_text import divisor_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from densemodel.errors import SpecError
    from densemodel.language import KerasCall, Layer, Spec
    from densemodel.network.from_keras._layer_chain import Part


def require_numbers(part: Part) -> None:
    """Refuse numbers that the word of a layer does not take."""
    word, facts = part.word, part.facts
    options = ACTIVATIONS[part.kind].options if word is None else word.options
    numbers = [
        (one.argument, one.quantity) for one in options if is_number(facts.get(one.argument))
    ]
    if word is not None and word.word == "scale":
        if divisor_of(facts["scale"]) is None:
            reason = f"its scale is {facts['scale']}, and 'scale / N' multiplies by 1/N"
            raise part.link.refusal(reason)
    elif word is not None and word.argument and word.quantity:
        numbers.insert(0, (word.argument, word.quantity))
    for key, quantity in numbers:
        if not (is_number(facts[key]) and quantity.holds(facts[key])):
            takes = f"'{word.word if word else part.kind}' takes {quantity.description}"
            raise part.link.refusal(f"its {key} is {facts[key]}, and {takes}")
    stride = facts.get("strides", ())
    if len(set(stride)) > 1 and stride != facts.get("pool_size", facts.get("kernel_size")):
        raise part.link.refusal(f"its strides {stride} differ, but a spec has one for both axes")


def compare(parts: Sequence[Part], spec: Spec) -> tuple[str, ...]:
    """Compare the layers of a model with those of their spec.

    Returns:
        Weights with lost initializers, in words: they do not change the function.

    Raises:
        SpecError: A layer of the spec computes something else.
    """
    known: dict[tuple[KerasCall, int], Facts] = {}
    lost: list[str] = []
    for part, written in zip_longest(parts, _layers(spec)):
        if part is None or written is None or written.input_shape != part.input_shape:
            last = part or parts[-1]
            made = written.kind if written else "nothing"
            raise last.link.refusal(f"the language would make {made} of it here")
        key = (written.call, len(written.input_shape))
        if written.kind == "Reshape" or key not in known:
            # with its own name it does not change Keras's count of names
            layer = make(written.call.with_argument("name", "of_spec"))
            known[key] = facts_of(layer, written.input_shape) | {"dtype": "float32"}
        for name, theirs, ours in differences(part.facts, known[key]):
            if not name.endswith("_initializer"):
                raise _refusal(part, name, theirs, ours)
            weights = name.removesuffix("_initializer")
            lost.append(f"{weights} of '{part.link.layer.name}' ({theirs})")
    _check_weights(parts, spec)
    return tuple(lost)


def _layers(spec: Spec) -> list[Layer]:
    """The layers of a spec, without the one that looks up columns of a table."""
    return [layer for layer in spec.layers if layer.kind != COLUMNS]


def differences(theirs: Facts, ours: Facts) -> Iterator[tuple[str, Any, Any]]:
    """The facts of a layer that another one does not share: the name of each and both values."""
    for key, value in theirs.items():
        if is_array(value) or value != ours.get(key):  # an array is never in a spec
            yield key, value, ours.get(key)


def _check_weights(parts: Sequence[Part], spec: Spec) -> None:
    counts: dict[int, int] = {}
    for part, layer in zip(parts, _layers(spec), strict=True):
        place = part.link.place
        counts[place] = counts.get(place, 0) + layer.parameter_count
    owners: dict[int, str] = {}
    for link in {part.link.place: part.link for part in parts}.values():
        held = link.layer.count_params() if link.layer.built else counts[link.place]
        if held != counts[link.place]:
            raise link.refusal(
                f"it has {held:,} parameters, but its settings give {counts[link.place]:,}: "
                "they were changed after it was built"
            )
        for weight in link.layer.weights:
            if id(weight) in owners:
                raise link.refusal(f"it shares weights with '{owners[id(weight)]}'")
            owners[id(weight)] = link.layer.name


def _refusal(part: Part, key: str, theirs: Any, ours: Any) -> SpecError:
    if key == "kind":
        return part.link.refusal(f"the language would make {ours} of it here")
    if is_array(theirs) or (
        isinstance(theirs, tuple) and len(str(theirs)) > 40
    ):  # a line holds no more
        theirs = "an array"
    if key == "axis":  # as it was written: an axis may be counted from both ends
        axis = getattr(part.link.layer, "axis", theirs)
        axis = None if axis == () else axis
        return part.link.refusal(f"it works on axis {axis}, and a spec only on the last")
    instead = "none" if ours is None else _shown(ours)
    return part.link.refusal(f"it has {key}={_shown(theirs)}, but a spec has {instead}")


def _shown(value: Any) -> str:
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):  # a regulariser
        return "L1L2({})".format(", ".join(f"{key}={factor:g}" for key, factor in value))
    return str(value)


_SHOWN = 5
"Names in one sentence."


def name_of(model: Any) -> str | None:
    """The model's name if it was given by the user and is valid for a spec."""
    name = str(model.name)
    # Python takes some letters for others, such as the ligature fi for two letters
    is_legal = name.isidentifier() and unicodedata.normalize("NFKC", name) == name
    is_legal = is_legal and not iskeyword(name) and name.lower() not in WORDS
    return name if is_legal and not _is_automatic(model) else None


def lost_of_layers(
    model: Any, inside: Sequence[Any], starts: Sequence[str], *, has_table: bool = False
) -> list[str]:
    """What a spec loses of the layers and inner models, and the initializers that are lost.

    Inputs of a table lose nothing.
    """
    sentences: list[str] = []
    kind = type(model)
    if kind.__module__.partition(".")[0] != "keras":
        sentences.append(f"The class {kind.__name__} is lost: a spec builds a plain Sequential")
    if name_of(model) is None and not _is_automatic(model):
        sentences.append(
            f"The name '{model.name}' is lost: a spec's name has to be a valid variable name"
        )
    # the layer of the input, and its name
    start = [] if has_table else [model.inputs[0]._keras_history[0]]  # noqa: SLF001
    names = [f"'{thing.name}'" for thing in [*start, *inside] if not _is_automatic(thing)]
    if names:
        sentences.append(f"Names within the model are lost: {_listed(names)}")
    sentences += [] if has_table else _lost_of_ends(model)
    layers = [one for one in inside if not isinstance(one, load_keras().Model)]
    seeded = [f"'{layer.name}'" for layer in layers if _has_seed(config_of(layer))]
    if seeded:
        sentences.append(
            f"Random seeds are lost, and the clause 'seed' is for all layers: {_listed(seeded)}"
        )
    if starts:
        sentences.append(f"How these weights start is lost: {_listed(starts)}")
    if any(type(layer).__name__ == "Normalization" for layer in layers):
        sentences.append(
            "Normalization will learn its mean and variance from the training rows again: those "
            "of the model are not in the spec"
        )
    return sentences


def _lost_of_ends(model: Any) -> Iterator[str]:
    start = model.inputs[0]
    if start.dtype != "float32":
        yield f"The input's type {start.dtype} is lost: a spec's model takes float32"
    if start.shape[0] is not None:
        yield f"The batch size {start.shape[0]} of the input is lost: any size fits"
    if getattr(start, "sparse", False):
        yield "The sparse input is lost: a spec's model takes a dense one"
    if isinstance(model, load_keras().Sequential):
        return
    for what, form in (("takes its input", model.input), ("gives its output", model.output)):
        if isinstance(form, dict | list | tuple):
            kind = type(form).__name__
            yield f"That the model {what} in a {kind} is lost: a spec's model has an array"


def _has_seed(config: dict[str, Any]) -> bool:
    inner = [value.get("config") for value in config.values() if isinstance(value, dict)]
    return any(isinstance(one, dict) and one.get("seed") is not None for one in (config, *inner))


def _is_automatic(thing: Any) -> bool:
    # dense_3 for a Dense layer
    stem = re.sub(r"_\d+(CLONE)?$", "", str(thing.name)).replace("_", "").lower()
    return stem in (type(thing).__name__.lower(), "kerastensor", "model")


def _listed(names: Iterable[str]) -> str:
    known = list(dict.fromkeys(names))
    rest = len(known) - _SHOWN
    return ", ".join(known[:_SHOWN]) + (f" and {rest:,} more" if rest > 0 else "")
