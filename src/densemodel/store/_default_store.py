"""The folder of saved models that is used where none is named."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from densemodel.store._store import ModelStore

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from densemodel.store.folder._trash import TrashLimits

_chosen: list[tuple[str | os.PathLike[str], TrashLimits | None]] = []


def use_folder(
    folder: str | os.PathLike[str] | None, trash_limits: TrashLimits | None = None
) -> None:
    """Set the default folder, and how much its trash may hold; None for the usual ones."""
    _chosen[:] = [] if folder is None else [(folder, trash_limits)]


def default_store() -> ModelStore:
    """The saved models of the default folder; StoreError if that is no folder's name."""
    # beside the notebook: kernels work in its folder
    folder, limits = _chosen[0] if _chosen else ("densemodels", None)
    return _store_in(ModelStore(folder).folder, limits)


@cache
def _store_in(folder: Path, limits: TrashLimits | None) -> ModelStore:
    """One store for each folder, so that its cards are read once."""
    if limits is None:
        return ModelStore(folder)
    return ModelStore(
        folder,
        trash_days=limits.days,
        trash_versions=limits.versions,
        trash_bytes=limits.bytes,
    )
