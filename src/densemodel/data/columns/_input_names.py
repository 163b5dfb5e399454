"""Names of columns as names of Keras inputs."""

from __future__ import annotations

import re
from functools import cache
from keyword import iskeyword
from typing import TYPE_CHECKING

from densemodel.language import ACTIVATIONS, LAYERS

if TYPE_CHECKING:
    from collections.abc import Sequence


def input_names(names: Sequence[str]) -> dict[str, str]:
    """A name of an input for each column.

    It is the name of the column where that can be: a letter, then letters, digits and `_` of ASCII.
    Keras refuses a slash, and exports no SavedModel with other names, nor with words of Python.
    Names that Keras itself gives to layers and operations get a `_`.
    """
    found = {name: name for name in names if _can_be_input(name)}
    for number, name in enumerate(names):
        if name in found:
            continue
        plain = re.sub("[^A-Za-z0-9_]", "_", name).lstrip("_")
        plain = plain if plain[:1].isalpha() else f"column_{plain or number}"
        while plain in found.values() or not _can_be_input(plain):
            plain += "_"
        found[name] = plain
    return {name: found[name] for name in names}


def _can_be_input(name: str) -> bool:
    is_plain = re.fullmatch("[A-Za-z][A-Za-z0-9_]*", name) is not None
    is_word = iskeyword(name) or name == "self"
    return is_plain and not is_word and re.sub(r"_\d+$", "", name) not in _names_of_keras()


_OTHERS = {"Activation", "Concatenate", "Embedding", "Flatten", "Rescaling"}
_OPERATIONS = {"cast", "cos", "equal", "get_item", "isnan", "mod", "multiply", "sin", "subtract"}


@cache
def _names_of_keras() -> frozenset[str]:
    """The names that Keras may give to a layer or operation of a model with a table."""
    kinds = {word.name for word in LAYERS.values()} | _OTHERS
    kinds |= {one.layer for one in ACTIVATIONS.values() if one.layer}
    return frozenset({_snake_case(kind) for kind in kinds} | _OPERATIONS | {"where"})


def _snake_case(kind: str) -> str:
    """The name that Keras makes of a class: `leaky_re_lu` of `LeakyReLU`."""
    parted = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", kind)
    return re.sub("([a-z])([A-Z])", r"\1_\2", parted).lower()
