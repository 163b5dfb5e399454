"""The folder that the panel and the browser mean where nobody names one."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from densemodel.store import ModelStore

DEFAULT_FOLDER = "densemodels"
"Beside the notebook: kernels work in its folder."

_folders: list[str | os.PathLike[str]] = []


def use_folder(folder: str | os.PathLike[str] | None) -> None:
    """Say which folder is meant; None for `densemodels` in the working directory."""
    _folders[:] = [] if folder is None else [folder]


def default_store() -> ModelStore:
    """The saved models of that folder.

    Raises:
        StoreError: It is no folder's name.
    """
    from densemodel.store import ModelStore  # here, since %load_ext reads this module

    return _store_in(ModelStore(_folders[0] if _folders else DEFAULT_FOLDER).folder)


def folder_words(store: ModelStore) -> str:
    """A store's folder as a person reads it: `densemodels/`."""
    return f"{store.folder.name}/"


@cache
def _store_in(folder: Path) -> ModelStore:
    """One for each folder, so that what was read of it is read once."""
    from densemodel.store import ModelStore

    return ModelStore(folder)
