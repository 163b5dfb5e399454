"""Check a spec against its model, and list what it loses."""

from __future__ import annotations

import re
import unicodedata
from itertools import zip_longest
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

from densemodel.language import (
    BASE,
    COLUMNS,
    WORDS,
    Refusal,
    differences,
    facts_of_call,
    out_of_range,
)
from densemodel.network.builder._keras import load_keras
from densemodel.network.from_keras._layer_config import config_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from densemodel.language import Layer, Spec
    from densemodel.network.from_keras._layer_chain import Part


def require_expressible(part: Part) -> None:
    """Refuse what no spec has of a layer, and numbers that its word does not take."""
    for refusal in part.refusals:
        raise part.link.refusal(_reason(part, refusal))
    for key, word, quantity in out_of_range(part.facts):
        takes = f"'{word}' takes {quantity.description}"
        raise part.link.refusal(f"its {key} is {part.facts[key]}, and {takes}")


def _reason(part: Part, refusal: Refusal) -> str:
    if refusal.key == "axis":  # as it was written: an axis may be counted from both ends
        axis = part.link.layer.axis
        axis = None if axis == () else axis
        return f"it works on axis {axis}, and a spec only on the last"
    if refusal.message:
        return refusal.message.format(key=refusal.key, value=_shown(refusal.value))
    return f"it has {refusal.key}={_shown(refusal.value)}, but a spec has {_shown(refusal.usual)}"


def _shown(value: Any) -> str:
    """A value of a config in a message, which a line has to hold."""
    match value:
        case None:
            return "none"
        case {"class_name": "L1" | "L2" | "L1L2", "config": dict(factors)}:
            given = ", ".join(f"{key}={factor:g}" for key, factor in factors.items() if factor)
            return f"L1L2({given})"
        case {"class_name": name}:
            return str(name)
        case list():
            text = str(tuple(value))
            return "an array" if len(text) > 40 else text
    return "an array" if getattr(value, "shape", ()) else str(value)


def compare(parts: Sequence[Part], spec: Spec) -> tuple[str, ...]:
    """Compare the layers of a model with those of their spec.

    Returns:
        Weights with lost initializers, in words: they do not change the function.

    Raises:
        SpecError: A layer of the spec computes something else.
    """
    lost: list[str] = []
    for part, written in zip_longest(parts, _layers(spec)):
        if part is None or written is None or written.input_shape != part.input_shape:
            last = part or parts[-1]
            made = written.kind if written else "nothing"
            raise last.link.refusal(f"the language would make {made} of it here")
        for key, theirs, usual in differences(part.facts, facts_of_call(written.call)):
            if key == "kind":
                raise part.link.refusal(f"the language would make {usual} of it here")
            if not key.endswith("_initializer"):
                raise part.link.refusal(_reason(part, Refusal(key, theirs, usual=usual)))
            lost.append(
                f"{key.removesuffix('_initializer')} of '{part.link.layer.name}' ({theirs})"
            )
    _check_weights(parts, spec)
    return tuple(lost)


def _layers(spec: Spec) -> list[Layer]:
    """The layers of a spec, without a base, or the one that looks up columns of a table."""
    return [layer for layer in spec.layers if layer.kind not in (BASE, COLUMNS)]


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
        # the layer as a whole is trainable, that was seen; Keras has no public name for these
        for weight in link.layer._trainable_variables:  # noqa: SLF001 - see above
            if not weight.trainable:
                raise link.refusal(f"its {weight.name} is frozen, but a spec trains all of a layer")
        for weight in link.layer.weights:
            if id(weight) in owners:
                raise link.refusal(f"it shares weights with '{owners[id(weight)]}'")
            owners[id(weight)] = link.layer.name


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
