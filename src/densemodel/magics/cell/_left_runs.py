"""Offers the runs that were cut off when their kernel ended."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from densemodel.errors import DenseModelError
from densemodel.widgets import default_store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.magics.cell._arguments import Arguments
    from densemodel.magics.cell._bring_back import BringsBack
    from densemodel.magics.notebook._registry import Registry
    from densemodel.store import SavedModel


class LeftRuns:
    """Those in the notebook's folder.

    Runs that ended by themselves and were not saved can be recovered as well, but are as many as a
    person has tried things: they are not offered.

    Args:
        registry: The runs of this notebook.
        brings_back: What brings them back.
    """

    def __init__(self, registry: Registry, brings_back: BringsBack) -> None:
        self._registry = registry
        self._brings_back = brings_back
        self._has_said = False

    def offer(self, names: Sequence[str], arguments: Arguments, *, has_buttons: bool) -> None:
        """Offer those that have the name of a network of this cell; the first time, say of others.

        Args:
            names: Of the networks that the cell makes.
            arguments: Its first line.
            has_buttons: Whether a person can press one.
        """
        from IPython.display import display

        with suppress(DenseModelError):  # a folder that can't be read says so when it is asked for
            left = self._cut_off()
            for name in names:
                self._brings_back.close(name)
                mine = [run for run in left if run.name == name]
                if mine and has_buttons and self._is_untrained(name):
                    left = [run for run in left if run.name != name]
                    display(
                        self._brings_back.offer(
                            mine[0], name, arguments, words=_words(mine[0]), label="Bring back"
                        )
                    )
            self._say(left)

    def _cut_off(self) -> list[SavedModel]:
        from densemodel.store import cut_off  # here, since %load_ext reads this module

        return cut_off(default_store().recoverable())

    def _is_untrained(self, name: str) -> bool:
        """Whether this kernel has trained nothing of this name yet: then it is no hindrance."""
        entry = self._registry.get(name)
        return entry is None or all(run.state == "ready" for run in entry.runs)

    def _say(self, left: Sequence[SavedModel]) -> None:
        if left and not self._has_said:
            self._has_said = True
            others = f" and {len(left) - 1:,} more" if len(left) > 1 else ""
            print(  # noqa: T201
                f"A run of {left[0].name}{others} was cut off when its kernel ended: "
                "%densemodel recover lists what can be brought back"
            )


def _words(run: SavedModel) -> str:
    epochs = 0 if run.card is None else run.card.epochs
    done = f"after {epochs:,} epoch{'' if epochs == 1 else 's'}" if epochs else "in its first epoch"
    return f"A run of {run.name} was cut off {done}, when its kernel ended."
