"""Finds saved models by name, id or words."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from densemodel.errors import StoreError
from densemodel.store.card._names import SUFFIX
from densemodel.store.card._saved_model import SavedModel

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from densemodel.store.card._saved_model import Models


def holding(words: str, models: Iterable[SavedModel]) -> Models:
    """The models whose name, tags, notes, spec and id contain all of the words."""
    wanted, found = _folded(words).split(), []
    for model in models:
        spec = model.card.spec if model.card else ""
        parts = [model.name, model.id, model.path.name, model.notes, *model.tags, spec]
        text = _folded("\n".join(parts))
        if all(word in text for word in wanted):
            found.append(model)
    return found


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


Wanted = str | Path | SavedModel

_START_OF_AN_ID = re.compile("[0-9a-f]{4,16}")
_MOST_SHOWN = 5


def one_of(models: Sequence[SavedModel], wanted: Wanted, where: str) -> SavedModel:
    """The model of a name or id.

    A name means the newest model of that name, and an id the file that carries it in its own
    name: a copy that was made by hand has another, and is meant only by its file, or where the
    first one is gone.

    Args:
        models: Those to choose from, newest first.
        wanted: What a person gave.
        where: How messages end: "in models/".

    Raises:
        StoreError: There is none, or several could be meant.
    """
    if isinstance(wanted, SavedModel):
        return _same(models, wanted, where)
    if not isinstance(wanted, str | Path):
        raise StoreError(
            f"a saved model is named by its name or its id, and this is {type(wanted).__name__}"
        )
    text = unicodedata.normalize("NFC", str(wanted)).strip()
    if isinstance(wanted, str):
        named = [model for model in models if model.card is not None and model.name == text]
        if named:
            return _originals(named)[0]
        started = [model for model in models if model.id.startswith(text)]
        if started and _START_OF_AN_ID.fullmatch(text):
            return _only(_originals(started), text)
    file = Path(wanted).name
    filed = [model for model in models if model.path.name in (file, file + SUFFIX)]
    if filed:
        return filed[0]
    raise StoreError(_unknown(models, text, where))


def _same(models: Sequence[SavedModel], wanted: SavedModel, where: str) -> SavedModel:
    for model in models:
        if model.path.name == wanted.path.name:
            return model
    if any(model.name == wanted.name for model in models):
        raise StoreError(f"'{wanted.name}' was changed meanwhile: it was saved again since")
    raise StoreError(f"'{wanted.name}' is no longer {where}: it was deleted, or moved away")


def _originals(models: list[SavedModel]) -> list[SavedModel]:
    """The models without copies, unless there are only copies."""
    return [model for model in models if not model.is_copy] or models


def _only(models: list[SavedModel], text: str) -> SavedModel:
    if len(models) == 1:
        return models[0]
    names = [f"'{model.name}' ({model.path.name})" for model in models[:_MOST_SHOWN]]
    more = len(models) - len(names)
    listed = ", ".join(names) + (f" and {more:,} more" if more else "")
    raise StoreError(f"{text} could be {listed}: write the whole id, or the name of the file")


def _unknown(models: Sequence[SavedModel], text: str, where: str) -> str:
    shown = text if len(text) <= 100 else f"{text[:100]}..."  # noqa: PLR2004 - as long as a name
    names = {model.name.casefold(): model.name for model in reversed(models)}
    if not names:
        return f"there is no saved model '{shown}' {where}: nothing is saved there"
    near = get_close_matches(shown.casefold(), names, n=1, cutoff=0.6)
    if near:
        return f"there is no saved model '{shown}' {where}: did you mean '{names[near[0]]}'?"
    newest = ", ".join(f"'{name}'" for name in list(names.values())[::-1][:_MOST_SHOWN])
    return f"there is no saved model '{shown}' {where}: the newest are {newest}"
