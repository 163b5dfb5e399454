"""A cell whose name is still training, or whose trained run would be replaced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from densemodel.magics.cell._shown_again import time_text
from densemodel.widgets import default_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.magics.notebook._registry import CellContent, Registry, RegistryEntry
    from densemodel.store import SavedModel


def ask(
    registry: Registry, name: str, take: Callable[[], tuple[Any, ...]], keep: Callable[[], Any]
) -> None:
    """Display the question; nothing changes until it is answered.

    Args:
        registry: Knows the run that trains under the name.
        name: Of both runs.
        take: Stops it, and gives the name to the new one; gives what is then shown, the panel last.
        keep: Gives the panel of the run that trains.
    """
    from IPython.display import display

    from densemodel.widgets import CellQuestion

    def answered(shown: Any) -> Any:
        registry.questions.remove(question)
        registry.named(name).questions.append(question)
        return shown

    question = CellQuestion(
        registry.named(name).run, lambda: answered(take()), lambda: answered(keep())
    )
    registry.questions.append(question)
    display(question)


@dataclass(frozen=True, slots=True)
class Replaced:
    """A replaced run, without a reference to it, so that its model and data are freed at once.

    Args:
        name: Its name, which another run has now.
        words: What has become of it.
        saved: The file that keeps it; None if there is none.
        said: What its cell said; None where no cell made it.
    """

    name: str
    words: str
    saved: SavedModel | None
    said: CellContent | None

    @classmethod
    def of(cls, entry: RegistryEntry, said: CellContent | None) -> Replaced | None:
        """Record an ended run that is about to be replaced.

        Args:
            entry: What the name has.
            said: What the cell says that replaces it; None where it is no cell.

        Returns:
            None if nothing is lost: it has trained nothing, or the cell trains the same again.
        """
        run = entry.run
        was_led = any(mark.kind != "ended" for mark in run.history.marks)
        if not run.history.evaluations or (entry.said == said and entry.is_trained and not was_led):
            return None
        store = default_store()
        saved = store.autosaved(run) or store.saved_as(run)
        when = "before" if entry.left is None else time_text(entry.left.at)
        if saved is not None:
            is_other = "" if entry.is_trained else ", before it was changed outside its run,"
            named = f" as '{saved.name}'" if _is_of_a_person(saved) else ""
            words = f"The model that was trained {when}{is_other} is saved{named}."
        elif entry.said is None:
            words = "It was a loaded model before."
        else:
            words = f"The model that was trained {when} was not saved: autosave is off."
        return cls(run.name, f"{run.name} was rebuilt. {words}", saved, entry.said)

    @property
    def is_kept(self) -> bool:
        """Whether its file still exists."""
        return self.saved is not None and self.saved.path.exists()

    @property
    def line(self) -> str:
        """The sentence for places without buttons."""
        if self.saved is None:
            return self.words
        if _is_of_a_person(self.saved):
            return f'{self.words} %densemodel load "{self.saved.name}" restores it.'
        return f"{self.words} %densemodel recover {self.name} restores it."


def _is_of_a_person(saved: SavedModel) -> bool:
    """Whether a person saved it, so that it is in the list of saved models."""
    return saved.path.parent == default_store().folder
