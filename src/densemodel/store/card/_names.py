"""What people write about saved models, and their ids and file names.

The name of a file is made of letters, digits and the id alone, so that no name, however odd,
leaves the folder or means something to an operating system.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable

from densemodel.errors import StoreError

LONGEST_NAME, LONGEST_NOTES, LONGEST_TAG, MOST_TAGS = 100, 10_000, 40, 50
SUFFIX = ".keras"
CUT_OFF = "cut off"
"The tag of an autosaved run that has not ended: it is seen once its process is gone."

_TURNS_THE_LINE = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"They turn the direction of the text that follows, also that of others."


def new_id() -> str:
    """A random id: 16 hexadecimal digits."""
    return secrets.token_hex(8)


def is_id(text: object) -> bool:
    """Whether it is an id as `new_id` makes them."""
    return isinstance(text, str) and re.fullmatch("[0-9a-f]{16}", text) is not None


def display_name(name: object) -> str:
    """A name as it is shown and looked up: one line of free text, in composed form (NFC).

    Args:
        name: What a person wrote, 1 to 100 characters.

    Raises:
        StoreError: It is empty, too long, or has characters that a line cannot show.
    """
    if not isinstance(name, str):
        raise StoreError(
            f"the name of a saved model is {type(name).__name__}: write it as text, 'digits'"
        )
    composed = unicodedata.normalize("NFC", name).strip()
    # joiners and spaces alone are no name
    if all(unicodedata.category(character)[0] in "CZ" for character in composed):
        raise StoreError("the name of a saved model is empty: write at least one character")
    if len(composed) > LONGEST_NAME:
        raise StoreError(
            f"the name of a saved model has {len(composed):,} characters: "
            f"{LONGEST_NAME} are the most, and notes hold more"
        )
    require_plain(composed, "the name of a saved model")
    return composed


def name_or_model(name: object) -> str:
    """The name as it is shown; "model" for one that a saved model can't have."""
    try:
        return display_name(name)
    except StoreError:
        return "model"


def require_plain(text: str, what: str, allowed: str = "") -> None:
    """Refuse control characters, halves of characters, and those that turn the line.

    Some can be allowed; `what` begins the message.
    """
    for character in text:
        if character.isprintable() or character in allowed:
            continue
        is_control = unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
        if is_control or character in _TURNS_THE_LINE:
            raise StoreError(
                f"{what} has the control character U+{ord(character):04X}: leave it out"
            )


def file_name(name: str, model_id: str) -> str:
    """The name of a saved model's file: its name in ASCII and its id.

    Example:
        >>> file_name("Größe & Gewicht", "00c0ffee00c0ffee")
        'groe-gewicht-00c0ffee00c0ffee.keras'
    """
    return f"{slug_of(name)}-{model_id}{SUFFIX}"


def slug_of(name: str) -> str:
    """A name in lower-case ASCII letters, digits and dashes."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    slug = re.sub("[^a-z0-9]+", "-", plain.lower()).strip("-")[:40].strip("-")
    return slug or "model"


def id_in(file: str) -> str:
    """The id in the name of a file that `file_name` made; empty if there is none."""
    found = file.removesuffix(SUFFIX).rpartition("-")[2]
    return found if is_id(found) else ""


def notes_of(notes: object) -> str:
    """Free text of several lines, which is not too long and has no control characters."""
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
    """Short words, each once, in the given order; a single string is one tag."""
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
