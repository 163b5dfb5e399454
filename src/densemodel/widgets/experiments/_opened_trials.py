"""A place within a panel of experiments, for the training panel of one of their runs."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING, Any

from densemodel.widgets.runtime._buttons import button, styled
from densemodel.widgets.runtime._compat import answer_in_subshells
from densemodel.widgets.runtime._parts import HTML, Box, Dropdown, HBox, VBox
from densemodel.widgets.training_panel._panel import TrainingPanel
from densemodel.wording import element

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.training import Run
    from densemodel.widgets.runtime._writer import Writer


class OpenedTrials:
    """Shows the training panel of one run at a time; a panel that was shown before is kept.

    `on_load` is called with the run of a trial that a person opens, and with one that replaces it;
    it gives the name that its model is bound to, if any.
    """

    def __init__(
        self,
        writer: Writer,
        goal: float | None = None,
        on_load: Callable[[Run], str | None] | None = None,
    ) -> None:
        self._writer, self._goal, self._on_load = writer, goal, on_load
        self.loaded: dict[int, Run] = {}
        "The opened runs, by trial number."
        self._panels: dict[int, TrainingPanel] = {}
        self._lock = threading.Lock()
        self._title = HTML()
        close = button("Close", "Close this panel; its run stays", self.hide)
        self._bar = styled(HBox([self._title, close]), "dm-opened-bar")
        self._place = styled(Box(), "dm-opened-panel")
        self.widget = VBox([self._bar, self._place])
        writer.show(self._bar, is_shown=False)

    def choice(self, options: list[tuple[str, int]], chosen: Callable[[int], None]) -> Dropdown:
        """A field for the run whose panel is shown; a number below 0 stands for none."""
        made = styled(
            Dropdown(options=options, value=-1, description="Panel of"),
            *("dm-choice", "dm-compared-choice"),
        )
        answer_in_subshells(made)

        def choose(change: Any) -> None:
            if self._writer.is_writing:
                return
            number = change["new"]
            if number is None or number < 0:
                self.hide()
            else:
                chosen(number)

        made.observe(choose, "value")
        return made

    def open(
        self,
        number: int,
        load: Callable[[int], Run],
        words: str,
        title: str = "",
        *,
        starts: bool = False,
    ) -> str:
        """Load the run of a trial if need be, bind its model, and show its panel.

        `starts`: whether a run that was not trained is started. Returns what the name of its model
        is, in a sentence with the `words` for the trial; empty if it has none.
        """
        run = self.loaded.get(number) or load(number)
        name = self._bind(number, run)
        if starts and run.state == "ready":
            run.start()
        self.show(number, run, partial(self._bind, number), title)
        return f"{name} is {words}." if name else ""

    def _bind(self, number: int, run: Run) -> str | None:
        self.loaded[number] = run
        return None if self._on_load is None else self._on_load(run)

    def show(
        self,
        number: int,
        run: Run,
        on_new_run: Callable[[Run], object] = lambda _: None,
        title: str = "",
    ) -> None:
        """Show the panel of a run, below a title if there is one, with a button that closes it.

        `on_new_run` is called with a run that replaces it, when a person changes its network.
        """
        with self._lock:
            if number not in self._panels:
                self._panels[number] = TrainingPanel(
                    run, goal=self._goal, writer=self._writer, on_new_run=on_new_run
                )
            shown = self._panels[number]
        self._writer.put(self._title, value=element("span", title))
        self._writer.show(self._bar, is_shown=bool(title))
        self._writer.put(self._place, children=(shown,))
        self._writer.hurry()

    def hide(self) -> None:
        self._writer.show(self._bar, is_shown=False)
        self._writer.put(self._place, children=())
        self._writer.hurry()

    def close(self) -> None:
        self._place.children = ()
        for panel in self._panels.values():
            panel.close()
