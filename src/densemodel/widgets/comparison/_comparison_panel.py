"""ComparisonPanel: several networks of one cell, with buttons and a static output."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, Button, HBox, VBox

from densemodel.charts._static import WIDTH
from densemodel.training import EvaluationDone, RunEnded, RunGroup, RunStarted, StateChanged
from densemodel.widgets.comparison._compared_curves import ComparedCurves, compared_picture
from densemodel.widgets.comparison._compared_runs import (
    ComparedPanels,
    act_on_all,
    actions_of,
    what_is_lost,
)
from densemodel.widgets.comparison._compared_sentence import compared_sentence
from densemodel.widgets.comparison._compared_words import comparison_html_and_text, table_html
from densemodel.widgets.panel._base_panel import BasePanel
from densemodel.widgets.panel._view import ViewContext, close_widgets
from densemodel.widgets.runtime._accessibility import Accessibility
from densemodel.widgets.runtime._changed_only import ChangedOnly
from densemodel.widgets.runtime._compat import answer_in_subshells
from densemodel.widgets.runtime._question import Answer, Question
from densemodel.widgets.runtime._static_output import Picture, StaticOutput
from densemodel.widgets.runtime._static_output_base import ENDED, REFRESH_SECONDS, picture_or_none
from densemodel.widgets.runtime._style import style_widget
from densemodel.widgets.runtime._writer import kernel_writer
from densemodel.widgets.saved_models._model_comparison import heading_words
from densemodel.widgets.training_panel._training_static_output import TrainingStaticOutput
from densemodel.wording import NO_MATHS, element, paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel.training import Event, Run
    from densemodel.widgets.comparison._compared_runs import AllAction
    from densemodel.widgets.runtime._writer import Writer


_LABELS: dict[AllAction, tuple[str, str]] = {
    "start": ("Start all", "Train all networks, one after another"),
    "stop": ("Stop all", "End training after this step; waiting runs do not start"),
    "resume": ("Resume all", "Resume the runs that were stopped"),
    "restart": ("Restart all", "Discard what was trained and start all with new weights"),
}


class ComparedButtons:
    """A row of buttons, and errors below it.

    Args:
        writer: Changes the widgets.
        act: Called with what was pressed.
    """

    def __init__(self, writer: Writer, act: Callable[[AllAction], None]) -> None:
        self._put = ChangedOnly(writer.put)
        self._buttons = {action: _button(action, act) for action in _LABELS}
        self._warning = HTML(layout={"display": "none"})
        self._warning.add_class("dm-warning")
        self.widget = HBox([*self._buttons.values(), self._warning])
        self.widget.add_class("dm-buttons")

    def show(self, actions: Sequence[AllAction]) -> None:
        """Show the available buttons."""
        for action, button in self._buttons.items():
            self._put(button.layout, display=None if action in actions else "none")

    def warn(self, text: str) -> None:
        """Show an error; an empty one hides it."""
        self._put(self._warning, value=paragraphs([text] if text else []))
        self._put(self._warning.layout, display=None if text else "none")


def _button(action: AllAction, act: Callable[[AllAction], None]) -> Button:
    label, tooltip = _LABELS[action]
    button = Button(description=label, tooltip=tooltip, layout={"display": "none"})
    button.add_class("dm-button")
    if action != "restart":
        button.add_class("dm-main")
    button.on_click(lambda _: act(action))
    answer_in_subshells(button)
    return button


class ComparisonStaticOutput(TrainingStaticOutput):
    """The static output of a comparison, updated by the events of all runs.

    Args:
        groups: Gives the networks with their runs as they are now.
        writer: Changes the widgets.
    """

    def __init__(self, groups: Callable[[], tuple[RunGroup, ...]], writer: Writer) -> None:
        self._groups = groups
        self._was_busy = False
        runs = [run for group in groups() for run in group.runs]
        super().__init__(ViewContext(runs[0], writer))
        self._cancel += [run.on_event(self._on_event) for run in runs[1:]]

    def _on_event(self, event: Event) -> None:
        """As for one run, but not after each run while others wait: drawing takes a core."""
        if isinstance(event, StateChanged):  # most of its runs wait, and the first starts at once
            return
        if isinstance(event, RunStarted | RunEnded):
            is_busy = any(run.is_busy for group in self._groups() for run in group.runs)
            was_busy, self._was_busy = self._was_busy, is_busy
            if was_busy and is_busy and time.monotonic() - self._since < REFRESH_SECONDS:
                return
        super()._on_event(event)

    def _content(self) -> StaticOutput:
        groups = self._groups()
        runs = [run for group in groups for run in group.runs]
        stamp = [(id(run.history), run.history.evaluations, run.state) for run in runs]
        return self._once((stamp, compared_sentence(groups)), lambda: _made(groups, runs))


def _made(groups: tuple[RunGroup, ...], runs: list[Run]) -> StaticOutput:
    html, text = comparison_html_and_text(groups)
    words = "Curves of " + ", ".join(group.name for group in groups)
    picture = Picture(picture_or_none(lambda: compared_picture(groups)), WIDTH, words)
    is_behind = any(run.is_busy or run.state == "ready" for run in runs)
    return StaticOutput(html, text, picture, ENDED, is_behind=is_behind)


_FEWEST = 2


class ComparisonPanel(BasePanel):
    """A panel that trains several networks and says which is better.

    Args:
        networks: Two or more, each a run or a group of runs with different seeds.
        goal: The target line in the panels of the single runs.
        on_new_run: Called with a run that replaces another, when a person applies a change in its
            panel that makes it another network.
        writer: Updates the widgets; None: the kernel's writer.

    Raises:
        ValueError: There are fewer than two networks.

    Example:
        >>> runs = [prepare(spec, x, y, name=spec.name) for spec in dm.parse_cell(text)]
        >>> ComparisonPanel(runs)
    """

    _file: ComparisonStaticOutput

    def __init__(
        self,
        networks: Sequence[Run | RunGroup],
        *,
        goal: float | None = None,
        on_new_run: Callable[[Run], object] = lambda _: None,
        writer: Writer | None = None,
    ) -> None:
        if len(networks) < _FEWEST:
            raise ValueError("a comparison has two networks or more: TrainingPanel shows one")
        self.groups = tuple(
            one if isinstance(one, RunGroup) else RunGroup(one.name, (one,)) for one in networks
        )
        self._writer = writer or kernel_writer()
        self._put = ChangedOnly(self._writer.put)
        self._on_new_run = on_new_run
        self._is_asked = False
        self._buttons = ComparedButtons(self._writer, self._act)
        self._question = Question(
            self._writer,
            [
                Answer("Restart all", "Discard what was trained", self._restart),
                Answer("Cancel", "Change nothing", self._keep, closes=True),
            ],
        )
        self._curves = ComparedCurves(lambda: self.groups, self._writer)
        self._table, self._words = HTML(), HTML()
        self._table.add_class("dm-compared-rows")
        self._words.add_class("dm-summary-words")
        self._panels = ComparedPanels(self.groups, self._writer, goal, self._take_up)
        self._file = ComparisonStaticOutput(lambda: self.groups, self._writer)
        self._listen()
        answering = [] if self._writer.taken is None else [self._writer.taken]
        super().__init__([style_widget(), Accessibility(), *answering, *self._parts()])
        for css in ("dm-panel", "dm-comparison", NO_MATHS):
            self.add_class(css)
        self._draw()
        self._writer.flush(timeout=2.0)  # so that the first look at it is whole

    def _parts(self) -> list[Any]:
        title = HTML(element("h3", heading_words([group.name for group in self.groups])))
        title.add_class("dm-compared-title")
        head = HBox([title, self._buttons.widget, self._question.widget])
        head.add_class("dm-compared-head")
        foot = HBox([self._words])
        foot.add_class("dm-summary")
        shown = VBox([self._curves.widget, self._table])
        shown.add_class("dm-compared-shown")
        return [head, shown, foot, self._panels.widget, self._file.note]

    @property
    def sentence(self) -> str:
        """The progress of the runs, or which network is better."""
        return compared_sentence(self.groups)

    def _listen(self) -> None:
        runs = [run for group in self.groups for run in group.runs]
        self._cancel = [run.on_event(self._handle_event) for run in runs]

    def _handle_event(self, event: Event) -> None:
        """Request drawing; called on a training thread."""
        self._writer.soon(self._draw_words)
        if isinstance(event, EvaluationDone | RunStarted | RunEnded | StateChanged):
            self._writer.soon(self._draw)

    def _draw(self) -> None:
        self._curves.draw()
        self._put(self._table, value=table_html(self.groups))
        self._is_asked &= "restart" in actions_of(self.groups)
        if not self._is_asked:
            self._question.hide()
        self._buttons.show(() if self._is_asked else actions_of(self.groups))
        self._draw_words()

    def _draw_words(self) -> None:
        is_busy = any(group.is_busy for group in self.groups)
        # each epoch read aloud would drown everything else: only what begins and ends is
        role = "" if is_busy else ' role="status"'
        self._put(
            self._words, value=f"<div{role}>{element('p', self.sentence, 'dm-sentence')}</div>"
        )

    def _act(self, action: AllAction) -> None:
        if action == "restart" and (lost := what_is_lost(self.groups)):
            self._is_asked = True
            self._question.ask(lost)
        else:
            self._buttons.warn(act_on_all(self.groups, action))
        self._draw()
        self._writer.hurry()

    def _restart(self) -> None:
        if self._is_asked:  # a second click finds no question
            self._is_asked = False
            self._buttons.warn(act_on_all(self.groups, "restart"))
            self._draw()
            self._writer.hurry()

    def _keep(self) -> None:
        self._is_asked = False
        self._draw()
        self._writer.hurry()

    def _take_up(self, old: Run, new: Run) -> None:
        """Replace a run by another."""
        for cancel in self._cancel:
            cancel()
        self.groups = tuple(group.with_run(old, new) for group in self.groups)
        self._listen()
        file, self._file = self._file, ComparisonStaticOutput(lambda: self.groups, self._writer)
        self._file.take_up(file)
        self._writer.put(self, children=[*self.children[:-1], self._file.note])
        self._writer.soon(self._draw)
        self._writer.flush(timeout=2.0)
        close_widgets(file.note, self._writer)
        self._on_new_run(new)

    def __repr__(self) -> str:
        """One line, for front ends without widgets."""
        names = heading_words([group.name for group in self.groups])
        return f"Comparison of {names}: {self.sentence}"

    def _let_go(self) -> None:
        for cancel in self._cancel:
            cancel()
        self._panels.close()
