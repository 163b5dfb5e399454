"""The tab Epochs: the numbers of each epoch, the best one marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ipywidgets import HTML

from densemodel.training import (
    EpochDone,
    RunEnded,
    RunStarted,
    capitalised,
    metric_words,
    rounded,
)
from densemodel.widgets._text import element
from densemodel.widgets._view import Scene, View

if TYPE_CHECKING:
    from densemodel.training import Event, Run

MOST_ROWS = 200
"""Older epochs are left out: a page with thousands of rows is slow, and the frame has them all."""


class EpochsView(View):
    """One row for each epoch, the newest first."""

    title: ClassVar[str] = "Epochs"

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self.widget = HTML(epochs_table(scene.run))
        self.widget.add_class("dm-epochs")
        self.follow()

    def on_event(self, event: Event) -> None:
        """Write the table anew after each epoch."""
        if isinstance(event, EpochDone | RunStarted | RunEnded):
            self.soon(self._draw)

    def _draw(self) -> None:
        self.put(self.widget, value=epochs_table(self.run))


def epochs_table(run: Run) -> str:
    """The history as an HTML table."""
    best, history = run.best_epoch, run.history
    # a copy: the training thread may be adding an epoch, and has added some of its columns
    columns = {name: list(values) for name, values in dict(history).items()}
    epochs = min(map(len, columns.values()), default=0)
    if not epochs:
        return element("p", "No epoch is done yet.", "dm-note")
    first, last = history.initial_epoch + 1, history.initial_epoch + epochs
    shown = list(range(last, max(first, last - MOST_ROWS + 1) - 1, -1))
    if best is not None and first <= best < last and best not in shown:
        shown.append(best)
    head = "".join(element("th", capitalised(metric_words(name))) for name in ["epoch", *columns])
    body = "".join(
        _row(epoch, [values[epoch - first] for values in columns.values()], is_best=epoch == best)
        for epoch in shown
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    if len(shown) >= epochs:
        return table
    return table + element(
        "p", f"{len(shown)} of {epochs:,} epochs; all: run.history.frame()", "dm-note"
    )


def _row(epoch: int, values: list[float], *, is_best: bool) -> str:
    cells = "".join(element("td", rounded(value, 4)) for value in values)
    star = "★ best, " if is_best else ""
    css = ' class="dm-best"' if is_best else ""
    return f"<tr{css}>{element('td', f'{star}{epoch:,}')}{cells}</tr>"
