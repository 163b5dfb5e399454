"""Completions: the words that fit at the cursor, each with a line of help."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain
from math import prod
from typing import TYPE_CHECKING

from densemodel.language.completion._complete_network import UNITS, image_of
from densemodel.language.completion._complete_offers import offers_at
from densemodel.language.completion._complete_place import CompletionOffer, find_place
from densemodel.language.hints._aliases import DENSE, OUR_CLAUSE, OUR_WORD
from densemodel.language.reading._problems import Problems
from densemodel.language.reading._tokens import tokenize
from densemodel.language.reading._words import write_column
from densemodel.language.syntax_tree import _limits
from densemodel.language.syntax_tree._base import is_keras_model
from densemodel.language.syntax_tree._canonical import write_sizes
from densemodel.language.vocabulary import _initializers, _losses, _metrics
from densemodel.language.vocabulary._clause_words import CLAUSES, COLUMN_CLAUSES
from densemodel.language.vocabulary._layer_words import ACTIVATIONS, LAYERS, NORMALISED
from densemodel.language.vocabulary._optimizers import OPTIMIZERS
from densemodel.language.vocabulary._schedules import SCHEDULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from densemodel.language.completion._complete_place import CompletionPlace
    from densemodel.language.completion._draft import Draft, Fill
    from densemodel.language.reading._problems import Slot
    from densemodel.language.reading._tokens import Token

_MEMBERS: dict[str, Mapping[str, object]] = {
    "optimizer": OPTIMIZERS,
    "optimiser": OPTIMIZERS,
    "activation": ACTIVATIONS,
}
"Names of a kind of words, for its members."

_TABLES = (OUR_WORD, OUR_CLAUSE, _losses.ALIASES, _metrics.ALIASES, _initializers.ALIASES)


def meant(
    typed: str, offers: Sequence[CompletionOffer], place: CompletionPlace
) -> list[CompletionOffer]:
    """The offers meant by a word, in lower case, that no offer begins with."""
    by_text = {offer.text: offer for offer in offers}
    if len(typed) > _limits.NUMBER_CHARACTERS:
        return []
    is_long = len(typed) >= 3  # for words of other tools and near matches
    is_dense = typed in DENSE or (is_long and any(word.startswith(typed) for word in DENSE))
    dense = [offer for offer in offers if is_dense and offer.help == UNITS.help]
    ours = dict.fromkeys(_ours(typed, by_text)) if is_long else {}
    found = dense or [by_text[word] for word in ours if word in by_text]
    if found:
        return found
    options = _options(typed, place)
    if options is not None or not is_long:
        return options or []
    words = [text for text in by_text if typed in text.lower()]
    if not words:
        by_bare = {_bare(text): text for text in by_text}
        close = get_close_matches(_bare(typed), by_bare, n=3, cutoff=0.7)
        words = [by_bare[match] for match in close]
    return [by_text[word] for word in words]


def _options(typed: str, place: CompletionPlace) -> list[CompletionOffer] | None:
    """Options of the word before, or of an optimizer, with the bracket; None if it is none."""
    if len(typed) < 2:
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
    for owner in ("adamw", "sgd", "adam", "rmsprop", *OPTIMIZERS):  # the first that has it
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
    for name, members in _MEMBERS.items():
        if name.startswith(typed):
            yield from (text for text in texts if text in members)
    for theirs, ours in chain.from_iterable(table.items() for table in _TABLES):
        if "(" not in ours and _bare(theirs).startswith(_bare(typed)):
            yield ours.split()[0]


def _bare(word: str) -> str:
    return word.lower().rstrip("=:").replace("_", "")


_FOR_IMAGES = {"sdrop"} | {word for word, one in LAYERS.items() if one.axes == 3}


def fitting(
    offers: Sequence[CompletionOffer], place: CompletionPlace, typed: str
) -> list[CompletionOffer]:
    """The offers that fit; after them the other words, if their beginning is typed."""
    draft = place.draft
    shown = [offer for offer in offers if typed or not offer.is_hidden]
    if draft is None or draft.is_unknown:
        return shown
    if draft.is_wrong:
        return []
    misfits = _misfits(shown, draft)
    fit = [offer for offer in shown if offer.fill not in misfits]
    if not typed or place.expected.slot not in {"stage", "item"}:
        return fit
    others = ((one, one.fill) for one in shown if one.fill is not None and one.fill in misfits)
    return [*fit, *(_explained(one, fill, misfits[fill], draft) for one, fill in others)]


def _misfits(offers: Sequence[CompletionOffer], draft: Draft) -> dict[Fill, str]:
    """Why those that do not fit do not.

    If none fits the text after the cursor, that text is ignored: more may be written between.
    """
    fills = [*dict.fromkeys(offer.fill for offer in offers if offer.fill is not None)]
    if fills and not isinstance(fills[0], tuple):
        fills = fills[:64]  # of thousands of variables the rest is offered as it is
    misfits = {one: why for one in fills if (why := draft.misfit(one))}
    if len(misfits) == len(fills) and not draft.fits_without:
        misfits = {one: why for one in fills if (why := draft.misfit(one, whole=False))}
    return misfits


def _explained(offer: CompletionOffer, fill: Fill, misfit: str, draft: Draft) -> CompletionOffer:
    word, shape = offer.text, draft.shape
    if not draft.misfit(fill, whole=False):
        return offer._replace(help=f"not before what follows: {misfit}")
    if word in _FOR_IMAGES and shape is not None and len(shape) == 1:
        image = image_of(prod(shape))
        sizes = "with three sizes" if image is None else write_sizes(image)
        return offer._replace(help=f"after reshape {sizes}: {offer.help}")
    reason = _REASONS.get(word, f"not here ({misfit})")
    return offer._replace(help=f"{reason}: {offer.help}")


_REASONS = {
    "norm": "right after the input",
    **dict.fromkeys(NORMALISED, "over 2 units or more"),
}


_QUOTES = frozenset("\"'")


@dataclass(frozen=True, slots=True)
class Completion:
    """A completion."""

    text: str
    "The text that replaces the typed text."
    help: str
    "One line; for a variable its value."
    start: int
    "The start of the typed word, in characters; it ends at the cursor."
    kind: str = ""
    "The sort of word: layer, activation, clause, option, variable, ..."


def completions_at(
    text: str,
    cursor: int,
    names: Mapping[str, object] | None = None,
    columns: Mapping[str, str] | None = None,
) -> tuple[Completion, ...]:
    """The completions at a place of an unfinished cell.

    Args:
        text: The cell without the magic's line. It may have errors.
        cursor: Characters before the cursor.
        names: Variables, offered for numbers.
        columns: Columns of the data, each with a line of help.

    Returns:
        The words that begin with the typed text, ignoring case; if there are none, near matches.
        Empty in a comment, right after a number, or in a string that is not the name of a column.

    Example:
        >>> [word.text for word in completions_at("784 -> 50 rel", 13)]
        ['relu', 'relu6']
    """
    cursor = max(0, min(cursor, len(text)))
    begin = _window_start(text, cursor)
    window, place = text[begin : cursor + 2_000], cursor - begin
    tokens = tokenize(window, Problems(""))
    typed = _typed(tokens, place)
    line = window.rfind("\n", 0, place) + 1
    hash_place = window.find("#", line, place)
    while hash_place >= 0 and any(token.start <= hash_place < token.end for token in tokens):
        hash_place = window.find("#", hash_place + 1, place)  # one in a string is none
    if typed is None or hash_place >= 0:  # in a comment
        return ()
    start = place - len(typed)
    others = [token for token in tokens if not (token.start < place and token.end > start)]
    due = find_place(others, start, names or {})
    quote = typed[:1] if typed[:1] in _QUOTES else ""
    if due.expected.slot == "columns":
        offers = _columns(due, columns or {}, quote)
    else:
        offers = [] if quote else offers_at(due, names or {})
        before = [token for token in others if token.text and token.end <= start]
        if before and is_keras_model((names or {}).get(before[-1].text)):
            model = before[-1]
            others.remove(model)
            first = find_place(others, model.start, names or {})
            found = _after(f"{model.text} ", offers_at(first, names or {}))
            offers, due = (found, first) if found else (offers, due)
    word = typed.lower()
    begun = [offer for offer in offers if offer.text.lower().startswith((word, f'"{word}'))]
    return tuple(
        Completion(offer.text, offer.help, begin + start, _kind(offer, due))
        for offer in fitting(begun or meant(word, offers, due), due, typed)
    )


def _after(written: str, offers: Sequence[CompletionOffer]) -> list[CompletionOffer]:
    """What is left of those that begin with what is written."""
    found = [one for one in offers if one.text.startswith(written)]
    return [one._replace(text=one.text.removeprefix(written)) for one in found]


_KIND_OF_SLOT: dict[Slot, str] = {
    "key": "option",
    "value": "value",
    "initializer": "initializer",
    "loss": "loss",
    "metrics": "metric",
    "columns": "column",
}

_KINDS = {
    **dict.fromkeys(SCHEDULES, "schedule"),
    **dict.fromkeys(CLAUSES, "clause"),
    **dict.fromkeys(OPTIMIZERS, "optimizer"),
    **dict.fromkeys(ACTIVATIONS, "activation"),
    **dict.fromkeys(LAYERS, "layer"),
    "->": "arrow",
}


def _kind(offer: CompletionOffer, place: CompletionPlace) -> str:
    if offer.is_of_data:
        return "variable"
    if place.expected.slot in _KIND_OF_SLOT:
        return _KIND_OF_SLOT[place.expected.slot]
    is_number = offer.text.startswith(tuple("0123456789{/"))
    return _KINDS.get(offer.text, "number" if is_number else "word")


def _window_start(text: str, cursor: int) -> int:
    """Where to start reading: at a line, or within a very long one at an arrow or a semicolon."""
    begin = cursor - 4_000  # usual specs are shorter
    if begin <= 0:
        return 0
    line = text.find("\n", begin, cursor)
    if line >= 0:
        return line + 1
    marks = [found for mark in ("->", ";", "→") if (found := text.find(mark, begin, cursor)) >= 0]
    return min(marks, default=begin)


def _typed(tokens: Sequence[Token], cursor: int) -> str | None:
    """The typed part of the word at the cursor; None if nothing can be completed."""
    token = next((token for token in tokens if token.start < cursor <= token.end), None)
    if token is None:
        return ""
    is_name = token.text[:1] in _QUOTES and (token.kind == "bad" or cursor < token.end)
    if token.kind == "word" or is_name:
        return token.text[: cursor - token.start]
    return None if token.kind in {"number", "bad"} else ""


def _columns(
    place: CompletionPlace, columns: Mapping[str, str], quote: str
) -> list[CompletionOffer]:
    """The columns that are not written yet, with the opening quote."""
    given = place.expected.given
    if place.expected.word in COLUMN_CLAUSES:
        given |= place.columns
    left = [
        name
        for name in columns
        if name and name not in given and not _QUOTES.issubset(name)  # unwritable
    ]
    if not quote:
        return [CompletionOffer(write_column(name), columns[name]) for name in left]
    left = [name for name in left if quote not in name]
    return [CompletionOffer(f"{quote}{name}{quote}", columns[name]) for name in left]
