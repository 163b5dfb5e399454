"""The question of a cell whose name is still training, and then the panel."""

from __future__ import annotations

import threading
import weakref
from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, VBox

from densemodel.experiments import Sweep, SweepEnded
from densemodel.training import RunEnded
from densemodel.widgets.panel._base_panel import BasePanel
from densemodel.widgets.panel._view import close_widgets
from densemodel.widgets.runtime._accessibility import Accessibility
from densemodel.widgets.runtime._question import Answer, Question
from densemodel.widgets.runtime._static_output import StaticOutput, show_with_static_output
from densemodel.widgets.runtime._style import style_widget
from densemodel.widgets.runtime._writer import kernel_writer
from densemodel.wording import element, error_text, paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipywidgets import Widget

    from densemodel.training import Run
    from densemodel.widgets.runtime._writer import Writer


class CellQuestion(VBox):  # type: ignore[misc]  # ipywidgets is untyped
    """Asks whether to stop the training of a name for a new run.

    Args:
        busy: The run, or the sweep, that trains.
        take: Stops it and begins with the new one; gives what is then shown, the panel last.
        keep: Gives the panel of what trains, which is shown here as well if it is kept.
        writer: What changes the widgets; the kernel's own if none is given.
    """

    def __init__(
        self,
        busy: Run | Sweep,
        take: Callable[[], tuple[*tuple[Widget, ...], BasePanel]],
        keep: Callable[[], BasePanel],
        writer: Writer | None = None,
    ) -> None:
        self._busy = weakref.ref(busy)  # its data are free once a new one has its place
        self._name = busy.name
        self._take = take
        self._keep = keep
        self._kept: BasePanel | None = None
        "The panel of the training run, which other cells show, too."
        self._writer = writer or kernel_writer()
        self._key = ""
        self._is_answered = False
        self._lock = threading.Lock()
        is_sweep = isinstance(busy, Sweep)
        kept = "its results" if is_sweep else "what it has learned so far"
        stop = f"Stop {busy.name}, keep {kept}, and use this cell"
        self._question = Question(
            self._writer,
            [
                Answer("Stop and use the new one", stop, self._use),
                Answer("Keep training", "Change nothing", self._leave, closes=True),
            ],
        )
        self._said = HTML()
        super().__init__([style_widget(), Accessibility(), self._question.widget, self._said])
        self.add_class("dm-panel")
        self.add_class("dm-cell-question")
        self._ask()
        self._cancel = busy.on_event(self._on_event)
        self._writer.flush(timeout=2.0)

    def __repr__(self) -> str:
        """One line, for front ends without widgets."""
        return f"{self._name} was training when this cell was run: nothing was changed."

    def _ipython_display_(self) -> None:
        """Display the question; the static output says that nothing was changed."""
        said = repr(self)
        self._key = show_with_static_output(self, StaticOutput(element("p", said), said))

    def _use(self) -> None:
        self._answer(self._take)

    def _leave(self) -> None:
        self._answer(self._keep_running)

    def _keep_running(self) -> tuple[BasePanel]:
        self._kept = self._keep()
        return (self._kept,)

    def _answer(self, do: Callable[[], tuple[*tuple[Widget, ...], BasePanel]]) -> None:
        """Show the chosen panel, or an error."""
        with self._lock:
            if self._is_answered:
                return
            self._is_answered = True
            try:
                *echo, panel = do()
            except Exception as error:  # noqa: BLE001 - a click has nobody to raise it to
                self._is_answered = False  # what was wrong can be put right
                self._writer.put(self._said, value=paragraphs([error_text(error)]))
                self._writer.hurry()
                return
            panel.add_static_output(self._key)
            self._writer.put(self, children=(*echo, panel))
            self._writer.soon(self._be_plain)
            self._writer.hurry()

    def _ask(self) -> None:
        busy = self._busy()
        doing = "is still training" if busy is not None and busy.is_busy else "was training"
        self._question.ask(f"{self._name} {doing} with a different spec.")

    def _on_event(self, event: object) -> None:
        if isinstance(event, RunEnded | SweepEnded) and not self._is_answered:
            self._writer.soon(self._ask)

    def _be_plain(self) -> None:
        """Remove the frame: the panel inside has its own."""
        self.remove_class("dm-panel")

    def close(self) -> None:
        """Close the question or its result."""
        if self.comm is not None and hasattr(self, "_writer"):
            writer = self._writer
            self._cancel()
            del self._writer  # closing the parts comes back here for the question itself
            self.children: Any = [child for child in self.children if child is not self._kept]
            for shown in self._panels():
                shown.close()
            close_widgets(self, writer)
        super().close()

    def _panels(self) -> list[Any]:
        return [child for child in self.children if isinstance(child, BasePanel)]
