"""`%densemodel trash`: what lies there, and what was removed, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.magics.commands._saved_list import listed
from densemodel.store import file_size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.store import ModelStore, SavedModel


def show(store: ModelStore, place: str) -> str:
    """The deleted models, how much they take, and how they are removed.

    Args:
        store: Whose trash it is.
        place: The folder as a person reads it.
    """
    deleted = store.trash()
    if not deleted:
        return f"The trash of {place} is empty."
    lines = [
        listed(deleted),
        f"The trash takes {size_of(deleted)}: %densemodel trash empty removes it for good.",
    ]
    if store.limits_trash:
        lines.append(f"It keeps {store.trash_limits}, and the model that was deleted last.")
    elif beyond := store.trash_beyond_limits():
        lines.append(
            f"%densemodel trash limit removes {_models(beyond)} ({size_of(beyond)}), and from now "
            f"on keeps {store.trash_limits}."
        )
    return "\n".join(lines)


def empty(store: ModelStore) -> str:
    """Remove the deleted models."""
    size, removed = size_of(store.trash()), store.empty_trash()
    if not removed:
        return "The trash was empty."
    return f"{removed:,} deleted model{'' if removed == 1 else 's'} ({size}) removed for good."


def limit(store: ModelStore) -> str:
    """Keep the trash within its limits from now on."""
    removed = store.limit_trash()
    return (
        f"{removed:,} deleted model{'' if removed == 1 else 's'} removed for good. The trash keeps "
        f"{store.trash_limits}."
    )


def size_of(models: Sequence[SavedModel]) -> str:
    """What they take on the disk."""
    return file_size(sum(model.size for model in models))


def _models(models: Sequence[SavedModel]) -> str:
    return f"{len(models):,} model{'' if len(models) == 1 else 's'}"
