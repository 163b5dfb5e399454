"""What stands below a small picture for its class: its first letters, or a sign."""

from __future__ import annotations

import re
import string
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    Letters = Sequence[str]

MOST_LETTERS = 3
"That have room below the largest pictures of a wall."
_LONGEST = 24
"Letters of a class's name in the legend."
_JOINER = "\u200d"
_SKINS = ("\U0001f3fb", "\U0001f3ff")
_FIRST_WORDS = re.compile(r"[^\W\d_]([ _:#/]+|-)\Z")
"How they end, before what differs."


def captions(names: Sequence[str], letters: int) -> list[str]:
    """Names cut so that they fit, where each still tells its class from all others.

    Words that all names begin with are dropped where that helps: `class_7` is `7`. A number is
    never cut: `6` for `65` would be read as another class.

    Args:
        names: Of all classes.
        letters: That fit; fewer are taken where those tell the classes apart and more do not.

    Returns:
        As many captions as names; none where nothing short tells the classes apart.
    """
    whole = [_letters(name) for name in names]
    for most in range(letters, 0, -1):
        for words in (whole, _without_first_words(whole)):
            cut = ["".join(word[:most]).strip() for word in words]
            if len(set(cut)) == len(cut) and all(_is_clear(word, most) for word in words):
                return cut
    return []


def captions_or_signs(names: Sequence[str], letters: int) -> list[str]:
    """Captions, else a sign for each class: its number, or a letter where names have digits.

    Args:
        names: Of all classes.
        letters: That fit.

    Returns:
        As many as names; none for more than 26 classes that no caption tells apart.
    """
    return captions(names, letters) or _signs(names)


def legend(names: Sequence[str], short: Sequence[str]) -> str:
    """`0 T-shirt · 1 Trouser`: which class each caption is of; empty where they are the names.

    Args:
        names: Of all classes.
        short: Their captions, as many; or none.
    """
    if list(names) == list(short):
        return ""
    cut = [name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…" for name in names]
    return " · ".join(" ".join(pair) for pair in zip(short, cut, strict=False))


def _signs(names: Sequence[str]) -> list[str]:
    has_digits = any(letter.isdigit() for name in names for letter in name)
    are_few = len(names) <= len(string.digits)
    signs = string.digits if are_few and not has_digits else string.ascii_uppercase
    return list(signs[: len(names)]) if len(names) <= len(signs) else []


def _is_clear(word: Letters, most: int) -> bool:
    """Whether its first letters are no number that it is not."""
    if not word or len(word) <= most:
        return bool(word)
    last, after = word[most - 1], word[most]
    return not last.isdigit() and (last.isalpha() or not after.isdigit())


def _without_first_words(words: Sequence[Letters]) -> list[Letters]:
    """Without the words that all begin with: whole ones, and never a part of a number."""
    shared = 0
    for together in zip(*words, strict=False):
        if len(set(together)) > 1:
            break
        shared += 1
    while shared and not all(_ends_a_word(word, shared) for word in words):
        shared -= 1
    return [word[shared:] for word in words]


def _ends_a_word(word: Letters, at: int) -> bool:
    """Whether a word ends here, and what differs follows."""
    if at >= len(word):
        return False
    last, after = word[at - 1], word[at]
    if last.isalpha():
        return after.isdigit() or (last.islower() and after.isupper())
    return _FIRST_WORDS.search("".join(word[:at])) is not None


def _letters(name: str) -> list[str]:
    """Letters as a person counts them, each with its accents."""
    found: list[str] = []
    for character in name:
        if found and _belongs_to(found[-1], character):
            found[-1] += character
        else:
            found.append(character)
    return found


def _belongs_to(letter: str, character: str) -> bool:
    is_mark = unicodedata.category(character)[0] == "M" or character == _JOINER
    is_skin = _SKINS[0] <= character <= _SKINS[1]
    return is_mark or is_skin or letter.endswith(_JOINER)
