"""The folder that the panel and the browser mean where nobody names one."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from densemodel.store import ModelStore

if TYPE_CHECKING:
    import os
    from pathlib import Path

DEFAULT_FOLDER = "densemodels"
"Beside the notebook: kernels work in its folder."

_folders: list[Path] = []


def use_folder(folder: str | os.PathLike[str] | None) -> None:
    """Say which folder is meant; None for `densemodels` in the working directory.

    Raises:
        StoreError: It is no folder's name.
    """
    _folders[:] = [] if folder is None else [ModelStore(folder).folder]


def default_store() -> ModelStore:
    """The saved models of that folder, looked up now: the working directory may change."""
    return _store_in(ModelStore(_folders[0] if _folders else DEFAULT_FOLDER).folder)


def folder_words(store: ModelStore) -> str:
    """A store's folder as a person reads it: `densemodels/`."""
    return f"{store.folder.name}/"


@cache
def _store_in(folder: Path) -> ModelStore:
    """One for each folder, so that what was read of it is read once."""
    return ModelStore(folder)
