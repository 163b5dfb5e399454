"""A saved model in the list of a store."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from densemodel.errors import SpecError, StoreError
from densemodel.store.card._names import CUT_OFF, SUFFIX, id_in
from densemodel.store.readers._json import printable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from densemodel.language import Spec
    from densemodel.store.card._card import Card, CellKey, Metrics
    from densemodel.training import Run


ORIGINS: weakref.WeakKeyDictionary[Run, str] = weakref.WeakKeyDictionary()
"The ids of the saved models that runs were loaded from."

CELLS: weakref.WeakKeyDictionary[Run, CellKey] = weakref.WeakKeyDictionary()
"What the cells of runs say; a file has it in its card."

Models = list["SavedModel"]
"A store has a method called `list`, in whose class the word no longer means the type."


@dataclass(frozen=True, repr=False)
class SavedModel:
    """A model on disk. Its facts are read from its card; its weights are not read.

    Two are equal if they are the same file in the same state.
    """

    path: Path
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
        """The model's name; for a damaged one, the printable name of its file."""
        return self.card.name if self.card else printable(self.path.name.removesuffix(SUFFIX))

    @property
    def id(self) -> str:
        """16 hexadecimal digits, unique to the saved model; empty if they are unknown."""
        return self.card.id if self.card else id_in(self.path.name)

    @property
    def is_copy(self) -> bool:
        """Whether the file was copied or renamed by hand: its name lacks its id."""
        return id_in(self.path.name) != self.id

    @cached_property
    def spec(self) -> Spec:
        """The network, and how it was trained.

        Raises:
            StoreError: The file is damaged.
        """
        card = self.require_card()
        try:
            return card.read_spec()
        except SpecError as error:
            problem = error.problems[0] if error.problems else error
            raise StoreError(
                f"the spec of '{self.name}' can't be read: {problem.message}"
            ) from error

    def require_card(self) -> Card:
        """Its card.

        Raises:
            StoreError: The file is damaged.
        """
        if self.card is None:
            raise StoreError(f"{self.path.name} is damaged: {self.damaged}")
        return self.card

    @property
    def cell(self) -> CellKey | None:
        """What its cell says; None if no cell made it."""
        return self.card.cell if self.card else None

    @property
    def was_cut_off(self) -> bool:
        """Whether its process ended, or trained on, after this state was written."""
        return CUT_OFF in self.tags

    @property
    def metrics(self) -> Mapping[str, Metrics]:
        """The metrics on "training", "validation" and "test" data, as far as there were any."""
        return self.card.metrics if self.card else {}

    @cached_property
    def saved_at(self) -> datetime:
        """When it was saved; for a damaged one, when its file was written."""
        if self.card is None:
            return datetime.fromtimestamp(self.modified_ns / 1e9, UTC)
        return datetime.fromisoformat(self.card.saved_at)

    @property
    def notes(self) -> str:
        return self.card.notes if self.card else ""

    @property
    def tags(self) -> tuple[str, ...]:
        return self.card.tags if self.card else ()

    def __repr__(self) -> str:
        """Return one short line."""
        status = f"damaged: {self.damaged}" if self.damaged else f"{self.saved_at:%Y-%m-%d %H:%M}"
        return f"SavedModel({self.name!r}, {self.id or printable(self.path.name)}, {status})"
