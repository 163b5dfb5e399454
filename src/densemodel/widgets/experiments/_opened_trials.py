"""A place within a panel of experiments, for the training panel of one of their runs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from densemodel.widgets.panel._view import BaseView
from densemodel.widgets.runtime._buttons import button, styled
from densemodel.widgets.runtime._parts import HIDDEN, HTML, Box, Dropdown, HBox, VBox
from densemodel.widgets.training_panel._panel import TrainingPanel
from densemodel.wording import element

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.training import Run
    from densemodel.widgets.runtime._writer import Writer


class OpenedTrials(BaseView):
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
        super().__init__(writer)
        self._goal, self._on_load = goal, on_load
        self.loaded: dict[int, Run] = {}
        "The opened runs, by trial number."
        self._panels: dict[int, TrainingPanel] = {}
        self._chosen: int | None = None
        "The number of the run whose panel is shown."
        self._words = ""
        "The title above it; empty for none."
        words, place = HTML(), styled(Box(), "dm-opened-panel")
        close = button("Close", "Close this panel; its run stays", self.hide)
        bar = styled(HBox([words, close]), "dm-opened-bar", HIDDEN)
        self.begin(VBox([bar, place]), bar=bar, words=words, place=place)

    def state(self) -> dict[str, Any]:
        """The chosen panel, below its title."""
        chosen, words = self._chosen, self._words
        return {
            "bar": {"is_shown": bool(words) and chosen is not None},
            "words": {"value": element("span", words)},
            "place": {"children": () if chosen is None else (self._panels[chosen],)},
        }

    def choice(self, options: list[tuple[str, int]], chosen: Callable[[int], None]) -> Dropdown:
        """A field for the run whose panel is shown; a number below 0 stands for none."""
        made = styled(
            Dropdown(options=options, value=-1, description="Panel of"),
            *("dm-choice", "dm-compared-choice"),
        )

        def choose(number: int | None) -> None:
            if number is None or number < 0:
                self.hide()
            else:
                chosen(number)

        self.listen(made, choose)
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
        self.handle(partial(self._choose, number, run, on_new_run, title))

    def _choose(
        self, number: int, run: Run, on_new_run: Callable[[Run], object], words: str
    ) -> None:
        if number not in self._panels:
            self._panels[number] = TrainingPanel(
                run, goal=self._goal, writer=self.writer, on_new_run=on_new_run
            )
        self._chosen, self._words = number, words

    def hide(self) -> None:
        """Show no panel."""
        self._chosen = None
        self.redraw()
        self.hurry()

    def close(self) -> None:
        """Close the panels, whose runs go on."""
        self._chosen = None
        self.parts["place"].children = ()  # a page can't be told of a child that is closed
        for panel in self._panels.values():
            panel.close()
        super().close()
