"""A saved model, as the list of a store shows it."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from densemodel.errors import SpecError, StoreError
from densemodel.language import Spec, parse
from densemodel.store.card._names import SUFFIX, id_in
from densemodel.store.readers._json import printable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from densemodel.store.card._card import Card
    from densemodel.store.card._card_fields import Metrics
    from densemodel.training import Run


_origins: weakref.WeakKeyDictionary[Run, str] = weakref.WeakKeyDictionary()


def note_origin(run: Run, model_id: str) -> None:
    """Remember it, as long as the run lives."""
    _origins[run] = model_id


def origin_of(run: Run) -> str | None:
    """The id of that saved model; None for a run that began here."""
    return _origins.get(run)


Models = list["SavedModel"]
"A store has a method called `list`, in whose class the word no longer means the type."


@dataclass(frozen=True, repr=False)
class SavedModel:
    """A model on disk. What is said here was read from its card; the weights were not read.

    Two are equal if they are the same file in the same state.
    """

    path: Path
    "Its file."
    size: int
    "Bytes on disk."
    modified_ns: int
    "When the file was last written, in nanoseconds since 1970."
    card: Card | None = field(default=None, compare=False)
    "All that is known of it; None if it is damaged."
    damaged: str | None = field(default=None, compare=False)
    "Why it can't be read; None if it can."

    @property
    def name(self) -> str:
        """What it is called; of a damaged one, the name of its file, in letters that print."""
        return self.card.name if self.card else printable(self.path.name.removesuffix(SUFFIX))

    @property
    def id(self) -> str:
        """16 hexadecimal digits that no other saved model has; empty if nothing tells them."""
        return self.card.id if self.card else id_in(self.path.name)

    @property
    def is_copy(self) -> bool:
        """Whether somebody copied or renamed the file by hand: its name has not its id."""
        return id_in(self.path.name) != self.id

    @cached_property
    def spec(self) -> Spec:
        """The network, and how it was trained.

        Raises:
            StoreError: The file is damaged.
        """
        if self.card is None:
            raise StoreError(f"{self.path.name} is damaged: {self.damaged}")
        try:
            return parse(self.card.spec)
        except SpecError as error:
            raise StoreError(
                f"the spec of '{self.name}' can't be read: {error.problems[0].message}"
                if error.problems
                else f"the spec of '{self.name}' can't be read: {error.message}"
            ) from error

    @property
    def metrics(self) -> Mapping[str, Metrics]:
        """What it scored on "training", "validation" and "test" data, those that were there."""
        return self.card.metrics if self.card else {}

    @cached_property
    def saved_at(self) -> datetime:
        """When it was saved; of a damaged one, when its file was written."""
        if self.card is None:
            return datetime.fromtimestamp(self.modified_ns / 1e9, UTC)
        return datetime.fromisoformat(self.card.saved_at)

    @property
    def notes(self) -> str:
        """What was noted of it."""
        return self.card.notes if self.card else ""

    @property
    def tags(self) -> tuple[str, ...]:
        """Words that it was marked with."""
        return self.card.tags if self.card else ()

    def __repr__(self) -> str:
        """Return one short line."""
        told = f"damaged: {self.damaged}" if self.damaged else f"{self.saved_at:%Y-%m-%d %H:%M}"
        return f"SavedModel({self.name!r}, {self.id or printable(self.path.name)}, {told})"
