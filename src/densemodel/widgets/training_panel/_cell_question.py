"""A sentence with buttons in the place of a panel, and then the panel."""

from __future__ import annotations

import weakref
from functools import partial
from typing import TYPE_CHECKING

from densemodel.experiments import ExperimentEnded, Sweep
from densemodel.training import RunEnded
from densemodel.widgets.panel._base_panel import BasePanel, Frame
from densemodel.widgets.runtime._buttons import Answer, Question
from densemodel.widgets.runtime._parts import HTML
from densemodel.wording import error_text, paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipywidgets import Widget

    from densemodel.training import Run
    from densemodel.widgets.runtime._writer import Writer


class QuestionFrame(Frame):
    """A question below a cell; its answer may be shown as a panel in its place."""

    def __init__(self, writer: Writer | None) -> None:
        super().__init__(writer, "dm-cell-question")
        self._status = HTML()

    def _say(self, text: str) -> None:
        self._writer.put(self._status, value=f'<div role="status">{paragraphs([text])}</div>')

    def _write_for(self, panel: BasePanel) -> None:
        """Let a panel inside have the static output, and the frame."""
        panel.add_static_output(self._key)
        self._writer.soon(lambda: self.remove_class("dm-panel"))


class CellQuestion(QuestionFrame):
    """Asks whether to stop the training of a name for a new run.

    Args:
        take: Stops it and begins with the new one; gives what is then shown, the panel last.
        keep: Gives the panel of what trains, which is shown here as well if it is kept.
    """

    def __init__(
        self,
        busy: Run | Sweep,
        take_over: Callable[[], tuple[*tuple[Widget, ...], BasePanel]],
        keep: Callable[[], BasePanel],
        writer: Writer | None = None,
    ) -> None:
        super().__init__(writer)
        self._busy = weakref.ref(busy)  # its data are free once a new one has its place
        self._name = busy.name
        self._running_panel: BasePanel | None = None
        "The panel of the training run, which other cells show, too."
        self._is_answered = False
        leave = partial(self._answer, partial(self._keep_running, keep))
        results = "its results" if isinstance(busy, Sweep) else "what it has learned so far"
        stop = f"Stop {busy.name}, keep {results}, and use this cell"
        self._question = Question(
            self._writer,
            [
                Answer("Stop and use the new one", stop, partial(self._answer, take_over)),
                Answer("Keep training", "Change nothing", leave, closes=True),
            ],
        )
        self._ask()
        self._cancel.append(busy.on_event(self._handle_event))
        self._show_parts(self._question.widget, self._status)

    def __repr__(self) -> str:
        return f"{self._name} was training when this cell was run: nothing was changed."

    def _keep_running(self, keep: Callable[[], BasePanel]) -> tuple[BasePanel]:
        self._running_panel = keep()
        return (self._running_panel,)

    def _answer(self, do: Callable[[], tuple[*tuple[Widget, ...], BasePanel]]) -> None:
        self._handle(partial(self._show_answer, do))

    def _show_answer(self, do: Callable[[], tuple[*tuple[Widget, ...], BasePanel]]) -> None:
        if self._is_answered:
            return
        self._is_answered = True
        try:
            *echo, panel = do()
        except Exception as error:  # noqa: BLE001 - a click has nobody to raise it to
            self._is_answered = False  # what was wrong can be put right
            self._say(error_text(error))
        else:
            self._writer.put(self, children=(*echo, panel))
            self._write_for(panel)

    def _ask(self) -> None:
        busy = self._busy()
        doing = "is still training" if busy is not None and busy.is_busy else "was training"
        self._question.ask(f"{self._name} {doing} with a different spec.")

    def _handle_event(self, event: object) -> None:
        if isinstance(event, RunEnded | ExperimentEnded) and not self._is_answered:
            self._writer.soon(self._ask)

    def _is_shared(self, child: Widget) -> bool:
        return child is self._running_panel or super()._is_shared(child)
