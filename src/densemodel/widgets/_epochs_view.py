"""The tab Epochs: the numbers of each epoch or look, the best one marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ipywidgets import HTML

from densemodel.training import (
    LookDone,
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
    """One row for each epoch or, with `every`, each look, the newest first."""

    title: ClassVar[str] = "Epochs"

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self.widget = HTML(epochs_table(scene.run))
        self.widget.add_class("dm-epochs")
        self.follow()

    def on_event(self, event: Event) -> None:
        """Write the table anew after each look."""
        if self.is_shown and isinstance(event, LookDone | RunStarted | RunEnded):
            self.soon(self._draw)

    def set_shown(self, *, is_shown: bool) -> None:
        """Catch up when it is seen again."""
        super().set_shown(is_shown=is_shown)
        if is_shown:
            self.soon(self._draw)

    def _draw(self) -> None:
        self.put(self.widget, value=epochs_table(self.run))


def epochs_table(run: Run) -> str:
    """The history as an HTML table."""
    best, history = run.best_row, run.history
    # a copy: the training thread may be adding a look, and has added some of its columns
    columns = {name: list(values) for name, values in dict(history).items()}
    looks = min(map(len, columns.values()), default=0)
    if not looks:
        unit = "look" if run.spec.settings.every else "epoch"
        return element("p", f"No {unit} is done yet.", "dm-note")
    shown = list(range(looks - 1, max(0, looks - MOST_ROWS) - 1, -1))
    if best is not None and best not in shown:
        shown.append(best)
    unit = "step" if history.by_step else "epoch"
    head = "".join(element("th", capitalised(metric_words(name))) for name in [unit, *columns])
    body = "".join(
        _row(_number(run, row), [values[row] for values in columns.values()], is_best=row == best)
        for row in shown
    )
    # it scrolls, so it can be focused: the arrow keys scroll it then
    table = f'<table tabindex="0"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    if len(shown) >= looks:
        return table
    all_of = "looks" if history.by_step else "epochs"
    return table + element(
        "p", f"{len(shown)} of {looks:,} {all_of}; all: run.history.frame()", "dm-note"
    )


def _number(run: Run, row: int) -> int:
    """What a row is called: its epoch or, with `every`, the steps done."""
    history = run.history
    return history.steps[row] if history.by_step else history.initial_epoch + row + 1


def _row(number: int, values: list[float], *, is_best: bool) -> str:
    cells = "".join(element("td", rounded(value, 4)) for value in values)
    star = "★ best, " if is_best else ""
    css = ' class="dm-best"' if is_best else ""
    return f"<tr{css}>{element('td', f'{star}{number:,}')}{cells}</tr>"
