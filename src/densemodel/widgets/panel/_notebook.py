"""The notebook as the model browser needs it: its names, and where a loaded model goes.

The magic knows the runs of a notebook by name, and stands above the widgets; so it says here how to
reach it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from densemodel.training import Run


class Notebook(Protocol):
    """Where models are loaded to, and where data come from."""

    def suggest(self, name: str) -> str:
        """A variable's name for a saved model of any name: 'digits, two layers' is digits."""

    def refusal(self, name: str) -> str:
        """Why no model can have this name; empty if one can."""

    def bind(self, name: str, run: Run) -> None:
        """Let the name be the run's model.

        Raises:
            DenseModelError: The name can't be, or is that of something else.
        """

    def value(self, text: str) -> Any:
        """The value of a name, a dotted name or a subscript by a literal.

        Raises:
            DataError: The text is anything else, or there is no such value.
        """

    def runs(self) -> dict[str, Run]:
        """The runs of this notebook that may be saved or compared, by name."""


_notebooks: list[Notebook] = []


def use_notebook(notebook: Notebook | None) -> None:
    """Say how the notebook is reached; None where there is none any more."""
    _notebooks[:] = [] if notebook is None else [notebook]


def notebook() -> Notebook | None:
    """The notebook, if there is one."""
    return _notebooks[0] if _notebooks else None
