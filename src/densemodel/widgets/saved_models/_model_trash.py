"""What a person reads of the trash, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from densemodel.store import file_size
from densemodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.store import ModelStore, SavedModel


@dataclass(frozen=True)
class TrashFacts:
    """The trash of a store as a table of models shows it."""

    words: str = ""
    "`3 deleted models, 24 kB`; empty if there are none."
    actions: dict[str, dict[str, Any]] = field(default_factory=dict)
    "As `ModelTable.actions` takes them."


def trash_facts(store: ModelStore) -> TrashFacts:
    """What lies in the trash of a store.

    Raises:
        StoreError: It can't be read.
    """
    deleted = store.trash()
    if not deleted:
        return TrashFacts()
    words = amount(deleted)
    actions: dict[str, dict[str, Any]] = {
        "empty_trash": {"why": "", "ask": f"Remove {words}, for good?"}
    }
    beyond = [] if store.limits_trash else store.trash_beyond_limits()
    if beyond:
        actions["limit_trash"] = {
            "why": "",
            "ask": f"Remove {amount(beyond)}, for good? From now on the trash keeps "
            f"{store.trash_limits}.",
        }
    return TrashFacts(f"Trash: {words}", actions)


def amount(models: Sequence[SavedModel]) -> str:
    """`3 deleted models, 24 kB`."""
    size = sum(model.size for model in models)
    return f"{counted(len(models), 'deleted model')}, {file_size(size)}"
