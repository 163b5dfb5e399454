"""Which saved model a run was loaded from, so that what is saved later names it."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from densemodel.training import Run

_origins: weakref.WeakKeyDictionary[Run, str] = weakref.WeakKeyDictionary()


def note_origin(run: Run, model_id: str) -> None:
    """Remember it, as long as the run lives."""
    _origins[run] = model_id


def origin_of(run: Run) -> str | None:
    """The id of that saved model; None for a run that began here."""
    return _origins.get(run)
