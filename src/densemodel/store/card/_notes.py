"""What people write about a saved model: notes and tags."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from densemodel.errors import StoreError
from densemodel.store.card._card import LONGEST_NOTES, LONGEST_TAG, MOST_TAGS
from densemodel.store.card._names import require_plain


def notes_of(notes: object) -> str:
    """Free text of several lines.

    Raises:
        StoreError: It is no text, too long, or has control characters.
    """
    if not isinstance(notes, str):
        raise StoreError(f"notes are text, and this is {type(notes).__name__}")
    composed = unicodedata.normalize("NFC", notes)
    if len(composed) > LONGEST_NOTES:
        raise StoreError(
            f"the notes have {len(composed):,} characters: {LONGEST_NOTES:,} are the most"
        )
    require_plain(composed, "the text of the notes", allowed="\n\r\t")
    return composed


def tags_of(tags: object) -> tuple[str, ...]:
    """Short words, each once, in the given order; a single string is one tag.

    Raises:
        StoreError: One is empty, too long, or no text, or they are too many.
    """
    if isinstance(tags, str):
        tags = (tags,)
    if not isinstance(tags, Iterable):
        raise StoreError(f"tags are a list of words, and this is {type(tags).__name__}")
    found = tuple(dict.fromkeys(map(_tag_of, tags)))
    if len(found) > MOST_TAGS:
        raise StoreError(f"these are {len(found):,} tags: {MOST_TAGS} are the most")
    return found


def _tag_of(tag: object) -> str:
    if not isinstance(tag, str):
        raise StoreError(f"a tag is a word, and this is {type(tag).__name__}")
    composed = unicodedata.normalize("NFC", tag).strip()
    if not composed:
        raise StoreError("a tag is empty: write a word")
    if len(composed) > LONGEST_TAG:
        raise StoreError(
            f"the tag '{composed[:LONGEST_TAG]}...' has {len(composed):,} characters: "
            f"{LONGEST_TAG} are the most"
        )
    require_plain(composed, f"the tag {composed!a}")
    return composed
