"""Which saved models hold some words."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from densemodel.store.card._saved_model import Models, SavedModel


def holding(words: str, models: Iterable[SavedModel]) -> Models:
    """Those in whose name, tags, notes, spec or id all of the words stand."""
    wanted = _folded(words).split()
    return [model for model in models if all(word in _searched(model) for word in wanted)]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _searched(model: SavedModel) -> str:
    card = model.card
    parts = [model.name, model.id, model.path.name, model.notes, *model.tags]
    return _folded("\n".join([*parts, card.spec if card else ""]))
