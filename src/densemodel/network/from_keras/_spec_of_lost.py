"""What a spec does not hold of a model's layers, a sentence for each kind of thing."""

from __future__ import annotations

import re
import unicodedata
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

from densemodel.language import WORDS
from densemodel.network.builder._keras import load_keras
from densemodel.network.from_keras._spec_of_facts import config_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from densemodel.network.from_keras._spec_of_chain import Chain

_SHOWN = 5
"Names in one sentence."


def name_of(model: Any) -> str | None:
    """The model's name if a spec can have it and a person gave it."""
    name = str(model.name)
    # Python takes some letters for others, such as the ligature fi for two letters
    is_legal = name.isidentifier() and unicodedata.normalize("NFKC", name) == name
    is_legal = is_legal and not iskeyword(name) and name.lower() not in WORDS
    return name if is_legal and not _is_automatic(model) else None


def lost_of_layers(model: Any, chain: Chain, starts: Sequence[str]) -> list[str]:
    """What of the layers a spec does not say.

    Args:
        model: The model.
        chain: Its layers.
        starts: The weights whose start is not said, in words.
    """
    sentences = [
        *_class_sentence(model),
        *_name_sentence(model),
        *_names_sentence(chain),
        *_inputs_sentences(chain),
        *_forms_sentences(model),
        *_seeds_sentence(chain),
    ]
    if starts:
        sentences.append(f"How these weights start is lost: {_listed(starts)}")
    if any(link.kind == "Normalization" for link in chain.links):
        sentences.append(
            "Normalization learns its mean and variance from the training rows again: those in "
            "the model are not in the spec"
        )
    return sentences


def _name_sentence(model: Any) -> list[str]:
    if name_of(model) is not None or _is_automatic(model):
        return []
    return [f"The name '{model.name}' is lost: a spec's name is one that a variable may have"]


def _class_sentence(model: Any) -> list[str]:
    kind = type(model)
    if kind.__module__.partition(".")[0] == "keras":
        return []
    return [f"The class {kind.__name__} is lost: a spec builds a plain Sequential"]


def _names_sentence(chain: Chain) -> list[str]:
    start = chain.input._keras_history[0]  # noqa: SLF001 - the input's layer, and its name
    things = [start, *chain.nested, *(link.layer for link in chain.links)]
    names = [f"'{thing.name}'" for thing in things if not _is_automatic(thing)]
    return [f"Names within the model are lost: {_listed(names)}"] if names else []


def _inputs_sentences(chain: Chain) -> list[str]:
    found: list[str] = []
    if chain.input.dtype != "float32":
        found.append(f"The input's type {chain.input.dtype} is lost: a spec's model takes float32")
    if chain.input.shape[0] is not None:
        found.append(f"The batch size {chain.input.shape[0]} of the input is lost: any size fits")
    if getattr(chain.input, "sparse", False):
        found.append("That the input is sparse is lost")
    return found


def _forms_sentences(model: Any) -> list[str]:
    """A Functional model may take and give its one array in a dict or a list."""
    if isinstance(model, load_keras().Sequential):
        return []
    forms = (("takes its input", model.input), ("gives its answer", model.output))
    return [
        f"That the model {what} in a {type(form).__name__} is lost: a spec's model has an array"
        for what, form in forms
        if isinstance(form, dict | list | tuple)
    ]


def _seeds_sentence(chain: Chain) -> list[str]:
    names = [f"'{link.layer.name}'" for link in chain.links if _has_seed(config_of(link.layer))]
    if not names:
        return []
    return [f"Random seeds are lost, and the clause 'seed' is for all layers: {_listed(names)}"]


def _has_seed(config: dict[str, Any]) -> bool:
    inner = (value.get("config") for value in config.values() if isinstance(value, dict))
    seeds = (one.get("seed") for one in inner if isinstance(one, dict))
    return config.get("seed") is not None or any(seed is not None for seed in seeds)


def _is_automatic(thing: Any) -> bool:
    """Whether Keras made the name: `dense_3` for a Dense layer."""
    stem = re.sub(r"_\d+(CLONE)?$", "", str(thing.name)).replace("_", "").lower()
    return stem in (type(thing).__name__.lower(), "kerastensor", "model")


def _listed(names: Iterable[str]) -> str:
    known = list(dict.fromkeys(names))
    rest = len(known) - _SHOWN
    return ", ".join(known[:_SHOWN]) + (f" and {rest:,} more" if rest > 0 else "")
