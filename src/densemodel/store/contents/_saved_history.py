"""Reads the history from a saved model's file, without Keras."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from densemodel.errors import SpecError, StoreError
from densemodel.language import parse
from densemodel.store.card._card import MOST_BYTES, Card
from densemodel.store.contents._history_json import read_history
from densemodel.store.contents._preprocessing_json import terms_of
from densemodel.store.readers._archive import CARD, HISTORY, LAST, LIMITS, Archive, what_it_is
from densemodel.store.readers._json import Fields, read_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from densemodel.language import KerasCall
    from densemodel.training import TrainingHistory

_WHAT = "its last state"


@dataclass(frozen=True)
class SavedHistory:
    """The training history in a file."""

    history: TrainingHistory
    loss: KerasCall


def saved_history(path: Path) -> TrainingHistory:
    """The history in a file.

    Raises:
        StoreError: The file is damaged.
    """
    with _opened(path) as archive:
        return read_history(archive.read(HISTORY, LIMITS[HISTORY])).history


def saved_history_of(path: Path) -> SavedHistory:
    """The history in a file, and the loss that it was trained with.

    Raises:
        StoreError: The file is damaged.
    """
    with _opened(path) as archive:
        card = Card.from_bytes(archive.read(CARD, MOST_BYTES))
        history = read_history(archive.read(HISTORY, LIMITS[HISTORY])).history
        last = Fields(read_json(archive.read(LAST, LIMITS[LAST]), _WHAT), _WHAT)
        terms = terms_of(last.inner("data"), parse(card.spec), None)
    return SavedHistory(history, terms.task.loss)


@contextmanager
def _opened(path: Path) -> Iterator[Archive]:
    """The archive of a file, whose name is in every error."""
    try:
        with Archive.open(path) as archive:
            yield archive
    except StoreError as error:
        said = error.message
    except SpecError as error:
        said = f"its spec: {error.problems[0].message}"
    else:
        return
    whole = f"{what_it_is(path)} can't be read: "
    raise StoreError(said if "can't be read" in said else whole + said) from None
