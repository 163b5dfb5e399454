"""The pictures of a wall, and the short names below them."""

from __future__ import annotations

import math
import re
import string
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.scoring import sample_note
from densemodel.training import leak_text
from densemodel.widgets.score._score_examples import detail_of, place_words
from densemodel.widgets.score._score_facts import is_trained
from densemodel.wording import capitalised, counted, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel._array import Array

    Letters = Sequence[str]
    from densemodel.scoring import Predictions
    from densemodel.training import Run
    from densemodel.widgets.score._row_pictures import WallRows


_JOINER = "\u200d"
_SKINS = ("\U0001f3fb", "\U0001f3ff")
_FIRST_WORDS = re.compile(r"[^\W\d_]([ _:#/]+|-)\Z")
"How they end, before what differs."


def captions(names: Sequence[str], letters: int) -> list[str]:
    """Names cut to fit that are still distinct.

    Words that all names begin with are dropped where that helps: `class_7` is `7`. A number is
    never cut: `6` for `65` would be read as another class.

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
    """Short names, else a sign for each class: its number, or a letter if names have digits.

    None for more than 26 classes that no caption tells apart.
    """
    found = captions(names, letters)
    if found:
        return found
    has_digits = any(letter.isdigit() for name in names for letter in name)
    are_few = len(names) <= len(string.digits)
    signs = string.digits if are_few and not has_digits else string.ascii_uppercase
    return list(signs[: len(names)]) if len(names) <= len(signs) else []


def legend(names: Sequence[str], short: Sequence[str]) -> str:
    """The legend of the short names, `0 T-shirt · 1 Trouser`; empty if they are the names."""
    if list(names) == list(short):
        return ""
    pairs = zip(short, names, strict=False)
    return " · ".join(f"{symbol} {shortened(name, 24)}" for symbol, name in pairs)


def _is_clear(word: Letters, most: int) -> bool:
    """Whether its first letters do not look like another number."""
    if not word or len(word) <= most:
        return bool(word)
    last, after = word[most - 1], word[most]
    return not last.isdigit() and (last.isalpha() or not after.isdigit())


def _without_first_words(words: Sequence[Letters]) -> list[Letters]:
    """The names without their common first words, but never without a part of a number."""
    shared = 0
    for together in zip(*words, strict=False):
        if len(set(together)) > 1:
            break
        shared += 1
    while shared and not all(_ends_a_word(word, shared) for word in words):
        shared -= 1
    return [word[shared:] for word in words]


def _ends_a_word(word: Letters, at: int) -> bool:
    """Whether a word ends here, before the difference."""
    if at >= len(word):
        return False
    last, after = word[at - 1], word[at]
    if last.isalpha():
        return after.isdigit() or (last.islower() and after.isupper())
    return _FIRST_WORDS.search("".join(word[:at])) is not None


def _letters(name: str) -> list[str]:
    """Letters, each with its accents."""
    found: list[str] = []
    for character in name:
        is_mark = unicodedata.category(character)[0] == "M" or character == _JOINER
        is_skin = _SKINS[0] <= character <= _SKINS[1]
        if found and (is_mark or is_skin or found[-1].endswith(_JOINER)):
            found[-1] += character
        else:
            found.append(character)
    return found


@dataclass(frozen=True, eq=False)
class WallFacts:
    """A model's predictions for the rows of a wall."""

    rows: WallRows
    predictions: Predictions
    moment: str
    "Whose answers these are: `the newest weights, in epoch 3`."
    is_batch: bool = False
    is_trained: bool = True
    leaked: int = 0
    "Rows that validate and were trained on before the split was changed, of all that validate."

    @property
    def y_true(self) -> Array:
        """The true class of each picture, uint16, shape (n,)."""
        return np.asarray(self.predictions.y_true, np.uint16)

    @property
    def y_pred(self) -> Array:
        """The predicted class of each picture, uint16, shape (n,)."""
        return np.asarray(self.predictions.y_pred, np.uint16)

    @property
    def order(self) -> Array:
        """The pictures in their places on the wall, uint16, shape (n,).

        Mistakes come first. Among themselves both keep the order of the rows, so that from one
        look to the next only those move that have just turned right or wrong.
        """
        return np.argsort(self.y_true == self.y_pred, kind="stable").astype(np.uint16)

    @property
    def wrong(self) -> int:
        """The number of mistakes."""
        return int((self.y_true != self.y_pred).sum())

    @property
    def share_right(self) -> float:
        """The share of right predictions, 0 to 1."""
        return 1 - self.wrong / len(self.y_true)

    @property
    def label(self) -> str:
        """`941 of 1,000 right`."""
        count = len(self.y_true)
        return f"{count - self.wrong:,} of {count:,} right"

    @property
    def sentence(self) -> str:
        """A sentence on how many are right, of which rows, and by which weights."""
        count, of, side = len(self.y_true), self.rows.of, self.rows.rows.side
        if self.is_batch and count == of:
            which = "This is the batch of the newest step, with dropout off"
        elif self.is_batch:
            which = f"These are {count:,} of the {of:,} rows of the newest step, with dropout off"
        elif count == of:
            which = f"These are all {counted(of, f'{side} row')}"
        else:
            which = f"These are {sample_note(count, of, side)}"
        return f"{self.label}, {share_words(self.share_right)}, by {self.moment}. {which}."

    @property
    def warnings(self) -> list[str]:
        """The warnings about these rows, a sentence each."""
        if self.is_batch:
            return []
        lines = [self.rows.rows.note]
        if self.leaked and self.rows.rows.side == "validation":
            lines.append(f"{capitalised(leak_text(self.leaked))}.")
        return [words for words in lines if words]

    def detail(self, number: int) -> dict[str, Any]:
        """The details of one picture, as `detail_of` returns them."""
        rows = self.rows
        title = place_words(rows.rows, number, is_of_x=rows.is_of_x)
        return detail_of(self.predictions, number, title, f"By {self.moment}.")


def share_words(share: float) -> str:
    """`94.1 %`: of 1,000 pictures one is a tenth of a percent."""
    return f"{100 * share:.1f} %" if 0 < share < 1 else f"{100 * share:.0f} %"


def moment_of(run: Run) -> str:
    """Which weights made the shown predictions."""
    progress = run.progress
    if not is_trained(run):
        return "untrained weights"
    if progress is None or not progress.total_steps:
        return "the weights as they came"
    if run.is_busy:
        newest = run.newest_at
        place = progress.epoch if newest is None else math.floor(newest.place)
        return f"the newest weights, in epoch {place + 1:,}"
    if run.best_epoch is None:
        return "the last weights"
    return f"the best weights, of epoch {run.best_epoch:,}"
