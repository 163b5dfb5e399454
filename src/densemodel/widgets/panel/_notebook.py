"""What the widgets know of their notebook: its names, and its folder of saved models.

The magic knows the runs of a notebook by name, and stands above the widgets; so it says here how to
reach it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from densemodel.store import ModelStore, TrashLimits
    from densemodel.training import Run


class Notebook(Protocol):
    """The names of the notebook, for loaded models and data."""

    def suggest(self, name: str) -> str:
        """A variable name for a saved model: digits for 'digits, two layers'."""

    def refusal(self, name: str) -> str:
        """Why a model can't have this name; empty if it can."""

    def bind(self, name: str, run: Run) -> None:
        """Bind the name to the run's model; DenseModelError where `refusal` says why not."""

    def value(self, text: str) -> Any:
        """The value of a name, a dotted name or a subscript by a literal; DataError if none."""


_notebooks: list[Notebook] = []


def use_notebook(notebook: Notebook | None) -> None:
    """Set the notebook; None if there is none any more."""
    _notebooks[:] = [] if notebook is None else [notebook]


def notebook() -> Notebook | None:
    return _notebooks[0] if _notebooks else None


DEFAULT_FOLDER = "densemodels"
"Beside the notebook: kernels work in its folder."

_chosen: list[tuple[str | os.PathLike[str], TrashLimits | None]] = []


def use_folder(
    folder: str | os.PathLike[str] | None, trash_limits: TrashLimits | None = None
) -> None:
    """Set the default folder, and how much its trash may hold; None for the usual ones."""
    _chosen[:] = [] if folder is None else [(folder, trash_limits)]


def default_store() -> ModelStore:
    """The saved models of the default folder; StoreError if that is no folder's name."""
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
