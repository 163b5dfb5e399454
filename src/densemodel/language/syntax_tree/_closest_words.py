"""What a misspelt word, or another tool's, was probably meant to be."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

T = TypeVar("T", bound=str)

_LONGEST = 40
"No word is longer; comparing takes time in proportion to the square."


def near(word: str, known: Iterable[str]) -> str | None:
    """The known word nearest to this one, None if none is near.

    Case and underscores do not count: `LeakyReLU` is near to `leaky_relu`.
    """
    if len(word) > _LONGEST:
        return None
    bare = {_bare(candidate): candidate for candidate in sorted(known, reverse=True)}
    # two letters the wrong way round, sdg, are half of the word: its ratio would not be near
    if len(word) <= 4:
        twisted = sorted(_bare(word))
        for candidate, known_word in bare.items():
            if len(candidate) == len(twisted) and sorted(candidate) == twisted:
                return known_word
    matches = get_close_matches(_bare(word), bare, n=1, cutoff=0.7)
    return bare[matches[0]] if matches else None


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """A hint that names the near match."""
    match = near(word, known)
    return f"did you mean '{match}'?" if match else otherwise


def by_name(names: Mapping[T, str]) -> dict[str, T]:
    """Our word by each name that other tools have for it; spaces separate the names."""
    return {name: word for word, its_names in names.items() for name in its_names.split()}


def shortened(text: str) -> str:
    """A word as a message quotes it."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _bare(word: str) -> str:
    return word.lower().replace("_", "")
