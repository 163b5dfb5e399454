"""What the widgets know of their notebook: its names, and how a folder of models is called.

The magic knows the runs of a notebook by name, and stands above the widgets; so it says here how to
reach it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from densemodel.store import ModelStore
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


def folder_words(store: ModelStore) -> str:
    """A store's folder as text: `densemodels/`."""
    return f"{store.folder.name}/"
