"""The default folder of saved models."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from densemodel.store import ModelStore, TrashLimits

DEFAULT_FOLDER = "densemodels"
"Beside the notebook: kernels work in its folder."

_chosen: list[tuple[str | os.PathLike[str], TrashLimits | None]] = []


def use_folder(
    folder: str | os.PathLike[str] | None, trash_limits: TrashLimits | None = None
) -> None:
    """Set the default folder; None for `densemodels` in the working directory.

    Args:
        folder: The folder.
        trash_limits: How much its trash may hold; None: as a store has it.
    """
    _chosen[:] = [] if folder is None else [(folder, trash_limits)]


def default_store() -> ModelStore:
    """The saved models of the default folder.

    Raises:
        StoreError: It is no folder's name.
    """
    from densemodel.store import ModelStore  # here, since %load_ext reads this module

    folder, limits = _chosen[0] if _chosen else (DEFAULT_FOLDER, None)
    return _store_in(ModelStore(folder).folder, limits)


def folder_words(store: ModelStore) -> str:
    """A store's folder as text: `densemodels/`."""
    return f"{store.folder.name}/"


@cache
def _store_in(folder: Path, limits: TrashLimits | None) -> ModelStore:
    """One store for each folder, so that its cards are read once."""
    from densemodel.store import ModelStore

    if limits is None:
        return ModelStore(folder)
    return ModelStore(
        folder,
        trash_days=limits.days,
        trash_versions=limits.versions,
        trash_bytes=limits.bytes,
    )
