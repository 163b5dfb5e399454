"""Offers for words of other tools, options and misspelt words."""

from __future__ import annotations

from difflib import get_close_matches
from itertools import chain
from typing import TYPE_CHECKING

from densemodel.language.completion._complete_network import UNITS
from densemodel.language.completion._complete_place import CompletionOffer
from densemodel.language.hints._other_clauses import OUR_CLAUSE
from densemodel.language.hints._other_words import DENSE, OUR_WORD
from densemodel.language.syntax_tree import _limits
from densemodel.language.syntax_tree._activations import ACTIVATIONS
from densemodel.language.vocabulary import _initializers, _losses, _metrics
from densemodel.language.vocabulary._layer_words import LAYERS
from densemodel.language.vocabulary._optimizers import OPTIMIZERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from densemodel.language.completion._complete_place import CompletionPlace

_SHORTEST = 3
"From this length a word is matched with other tools' words and near matches."
_SHORTEST_OPTION = 2
_NEAR_MATCHES = 3

_KINDS: dict[str, Mapping[str, object]] = {
    "optimizer": OPTIMIZERS,
    "optimiser": OPTIMIZERS,
    "activation": ACTIVATIONS,
}
"Names of a kind of words, for its members."

_TABLES = (OUR_WORD, OUR_CLAUSE)
_NAMES = (_losses.ALIASES, _metrics.ALIASES, _initializers.ALIASES)
_OWNERS = ("adamw", "sgd", "adam", "rmsprop", *OPTIMIZERS)
"The first optimizer that has an option."


def meant(
    typed: str, offers: Sequence[CompletionOffer], place: CompletionPlace
) -> list[CompletionOffer]:
    """The offers meant by a word that no offer begins with.

    Args:
        typed: In lower case.
        offers: All that fit there.
        place: Its place.
    """
    by_text = {offer.text: offer for offer in offers}
    if len(typed) > _limits.NUMBER_CHARACTERS:
        return []
    is_long = len(typed) >= _SHORTEST
    is_dense = typed in DENSE or (is_long and any(word.startswith(typed) for word in DENSE))
    dense = [offer for offer in offers if is_dense and offer.help == UNITS.help]
    ours = dict.fromkeys(_ours(typed, by_text)) if is_long else {}
    found = dense or [by_text[word] for word in ours if word in by_text]
    if found:
        return found
    options = _options(typed, place)
    if options is not None or not is_long:
        return options or []
    words = [text for text in by_text if typed in text.lower()] or _near(typed, by_text)
    return [by_text[word] for word in words]


def _options(typed: str, place: CompletionPlace) -> list[CompletionOffer] | None:
    """Options of the word before, or of an optimizer, with the bracket; None if it is none."""
    if len(typed) < _SHORTEST_OPTION:
        return None
    if place.expected.slot == "item":
        item = place.item_before
        is_last = place.before[-1].span == item.span
        table = (ACTIVATIONS.get(item.word) or LAYERS[item.word]).options if is_last else ()
        own = [option for option in table if option.key.startswith(typed)]
        return [CompletionOffer(f"({one.key}=", one.help, is_hidden=True) for one in own] or None
    if place.expected.slot not in {"clause", "line"}:
        return None
    found: dict[str, CompletionOffer] = {}
    for owner in _OWNERS:
        for option in OPTIMIZERS[owner].options:
            if option.key.startswith(typed) and option.key not in found:
                text = f"{owner}({option.key}="
                found[option.key] = CompletionOffer(text, f"an option of {owner}: {option.help}")
    if not found:
        return None
    # a second optimizer would contradict the first
    return [] if "optimizer" in place.clauses else list(found.values())


def _ours(typed: str, texts: Iterable[str]) -> Iterable[str]:
    """Our words for the names of other tools that begin like this."""
    for name, members in _KINDS.items():
        if name.startswith(typed):
            yield from (text for text in texts if text in members)
    for habit, ours in chain.from_iterable(table.items() for table in (*_TABLES, *_NAMES)):
        if "(" not in ours and _bare(habit).startswith(_bare(typed)):
            yield ours.split()[0]


def _near(typed: str, texts: Iterable[str]) -> list[str]:
    by_bare = {_bare(text): text for text in texts}
    close = get_close_matches(_bare(typed), by_bare, n=_NEAR_MATCHES, cutoff=0.7)
    return [by_bare[match] for match in close]


def _bare(word: str) -> str:
    return word.lower().rstrip("=:").replace("_", "")
