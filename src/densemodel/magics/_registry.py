"""What the cells of this notebook made, by name."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from densemodel.errors import DenseModelError

if TYPE_CHECKING:
    from collections.abc import Hashable

    from densemodel.training import Run


@dataclass
class Entry:
    """One name, its run and the panel that shows it."""

    run: Run
    key: Hashable
    "What the cell said and the data it named: the same key is the same cell run again."
    panel: Any = None


class Registry:
    """The runs of a notebook."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self.questions: list[Any] = []
        "What cells asked because a run was in their way."

    def get(self, name: str) -> Entry | None:
        """What a cell made under this name, None if nothing."""
        return self._entries.get(name)

    def named(self, name: str) -> Entry:
        """What a cell made under this name.

        Raises:
            DenseModelError: There is nothing.
        """
        if name in self._entries:
            return self._entries[name]
        near = get_close_matches(name, self._entries, n=1)
        if near:
            hint = f"did you mean {near[0]}?"
        elif self._entries:
            hint = f"there are {', '.join(self._entries)}"
        else:
            hint = "make one with a %%densemodel cell first"
        raise DenseModelError(f"there is no model {name}: {hint}")

    def put(self, name: str, entry: Entry) -> None:
        """Remember what a cell made; the panel that was there is closed."""
        old = self._entries.get(name)
        self._entries[name] = entry
        if old is not None and old.panel is not None:
            old.panel.close()

    def owns(self, value: Any) -> bool:
        """Whether a cell made this model."""
        return any(entry.run.model is value for entry in self._entries.values())

    def names(self) -> list[str]:
        """All names."""
        return list(self._entries)

    def close(self) -> None:
        """Stop all runs and close all panels."""
        for entry in self._entries.values():
            entry.run.stop()
            if entry.panel is not None:
                entry.panel.close()
        self._entries.clear()
        for question in self.questions:
            question.close()
        self.questions.clear()
