"""SweepPanel: header, tabs and static output of a sweep."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, Box, Button, FloatProgress, HBox, VBox

from densemodel.charts._static import WIDTH
from densemodel.experiments import SweepEnded
from densemodel.widgets.panel._base_panel import BasePanel
from densemodel.widgets.runtime._accessibility import Accessibility
from densemodel.widgets.runtime._changed_only import ChangedOnly
from densemodel.widgets.runtime._compat import answer_in_subshells, tab_bar, with_tooltip
from densemodel.widgets.runtime._paced import Paced
from densemodel.widgets.runtime._static_output import Picture, StaticOutput
from densemodel.widgets.runtime._static_output_base import (
    ENDED,
    REFRESH_SECONDS,
    StaticOutputBase,
    picture_or_none,
)
from densemodel.widgets.runtime._style import style_widget
from densemodel.widgets.runtime._writer import kernel_writer
from densemodel.widgets.sweep._static_sweep import picture_words, sweep_picture, sweep_table
from densemodel.widgets.sweep._sweep_actions import SweepActions
from densemodel.widgets.sweep._sweep_curves import SweepCurvesView
from densemodel.widgets.sweep._sweep_foot import SweepFoot
from densemodel.widgets.sweep._sweep_importance import ImportanceView
from densemodel.widgets.sweep._sweep_map import MapView
from densemodel.widgets.sweep._sweep_parallel import ParallelView
from densemodel.widgets.sweep._sweep_table import SweepTableView
from densemodel.widgets.sweep._sweep_view import ENDED as ENDED_STATES
from densemodel.widgets.sweep._sweep_view import SweepView, SweepViewContext, moment_of
from densemodel.wording import NO_MATHS, counted, element, spec_markup

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.experiments import SweepEvent
    from densemodel.training import Run
    from densemodel.widgets.runtime._writer import Writer
    from densemodel.widgets.sweep._sweep_view import SweepMoment, SweepSource


class SweepStaticOutput(StaticOutputBase):
    """The static output of a sweep: the best trials and one picture.

    While trials train it is changed at most each 30 seconds: each change is stored in the notebook.

    Args:
        scene: The sweep that the panel shows.
    """

    def __init__(self, scene: SweepViewContext) -> None:
        self._sweep = scene.sweep
        super().__init__(scene.writer)
        self._paced = Paced(self.keep, least_seconds=REFRESH_SECONDS)
        self._cancel += [self._sweep.on_event(self._on_event), self._paced.close]

    @property
    def _may_change(self) -> bool:
        return self._sweep.state not in ENDED_STATES

    def _on_event(self, event: SweepEvent) -> None:
        if self._kept:
            self._paced.ask(now=isinstance(event, SweepEnded))

    def _content(self) -> StaticOutput:
        moment = moment_of(self._sweep)
        stamp = moment.state, moment.sentence, moment.ranked, dict(moment.test_metrics)
        return self._once(stamp, lambda: _made(moment))


def _made(moment: SweepMoment) -> StaticOutput:
    html, text = sweep_table(moment)
    picture = Picture(picture_or_none(lambda: sweep_picture(moment)), WIDTH, picture_words(moment))
    is_behind = moment.state not in ENDED_STATES
    return StaticOutput(html, text, picture, ENDED, is_behind=is_behind)


VIEWS: tuple[type[SweepView], ...] = (
    SweepTableView,
    SweepCurvesView,
    ParallelView,
    MapView,
    ImportanceView,
)


class SweepTabs(SweepView):
    """The tabs; only the chosen view is drawn."""

    def __init__(self, scene: SweepViewContext) -> None:
        super().__init__(scene)
        self._kinds = [kind for kind in VIEWS if kind.available(scene.sweep)]
        self._opened: dict[int, SweepView] = {}
        self._lock = threading.Lock()
        self._places = [Box() for _ in self._kinds]
        self.widget = tab_bar(self._places, [kind.title for kind in self._kinds])
        self.widget.selected_index = 0
        self.widget.add_class("dm-tabs")
        self._open(0)
        self.widget.observe(self._choose, "selected_index")
        answer_in_subshells(self.widget)

    def draw(self, moment: SweepMoment) -> None:
        """Draw the visible view."""
        view = self._opened.get(self.widget.selected_index)
        if view is not None:
            view.draw(moment)

    def close(self) -> None:
        """Close the opened views."""
        for view in self._opened.values():
            view.close()
        super().close()

    def _choose(self, change: Any) -> None:
        if change["new"] is not None:
            self._open(change["new"])
            self.scene.writer.soon(self._draw_now)
            self.scene.writer.hurry()

    def _draw_now(self) -> None:
        self.draw(moment_of(self.scene.sweep))

    def _open(self, index: int) -> None:
        with self._lock:
            if index in self._opened:
                return
            view = self._kinds[index](self.scene)
            self._opened[index] = view
        self.put(self._places[index], children=(view.widget,))


_BUTTONS = {
    "start": ("Start", "Train every trial"),
    "stop": ("Stop all", "Continue restarts the trials that are training now; finished ones stay"),
    "continue": ("Continue", "Train the remaining trials"),
}
_OF_STATE = {"ready": "start", "running": "stop", "stopped": "continue", "failed": "continue"}
"""The button of each state; the others have none."""


class SweepHead(SweepView):
    """`digits  784 → {32|64} relu → 10 softmax   36 trials`, the bar, the sentence, a button.

    Args:
        scene: The sweep.
        start: Starts or continues it.
        stop: Stops it.
    """

    def __init__(
        self, scene: SweepViewContext, start: Callable[[], None], stop: Callable[[], None]
    ) -> None:
        super().__init__(scene)
        self._put_new = ChangedOnly(scene.writer.put)
        title = HTML(title_html(scene.sweep))
        title.add_class("dm-header")
        acts = {"start": start, "stop": stop, "continue": start}
        self._buttons = {key: _button(key, act) for key, act in acts.items()}
        self._bar = FloatProgress(
            value=0.0, min=0.0, max=1.0, **with_tooltip(FloatProgress, "Trials that are done")
        )
        self._bar.add_class("dm-bar")
        self._words = HTML()
        self._words.add_class("dm-sweep-words")
        row = HBox([*self._buttons.values(), VBox([self._bar, self._words])])
        row.add_class("dm-sweep-drive")
        self.widget = VBox([title, row])

    def draw(self, moment: SweepMoment) -> None:
        """Show the button, progress and sentence of the state."""
        wanted = _OF_STATE.get(moment.state)
        for key, button in self._buttons.items():
            self._put_new(button.layout, display=None if key == wanted else "none")
        # a bar in the colour of what is well would say that something came of it
        style = "danger" if moment.has_only_failures else ""
        self._put_new(self._bar, value=moment.share_done, bar_style=style)
        css = "dm-sentence dm-failed" if moment.state == "failed" else "dm-sentence"
        said = f'<div role="status">{element("p", moment.progress, css)}</div>'
        self._put_new(self._words, value=said)


def title_html(sweep: SweepSource) -> str:
    """The name, the spec with its choices, and the number of trials."""
    spec = sweep.spec
    clauses = str(spec).removeprefix(f"{spec.name}: ").removeprefix(spec.network_text)
    shown = [clause for clause in clauses.removeprefix(" ; ").split(" ; ") if clause]
    said = "".join(" " + element("span", f"; {clause}", "dm-clause") for clause in shown)
    return (
        element("span", sweep.name, "dm-name")
        + f'<span class="dm-spec">{spec_markup(spec.network_text)}{said}</span>'
        + element("span", counted(len(sweep.trials), "trial"), "dm-size")
    )


def _button(key: str, act: Callable[[], None]) -> Any:
    label, tooltip = _BUTTONS[key]
    button = Button(description=label, tooltip=tooltip, layout={"display": "none"})
    button.add_class("dm-button")
    button.add_class("dm-main")
    button.on_click(lambda _: act())
    answer_in_subshells(button)
    return button


class SweepPanel(BasePanel):
    """A panel that starts, stops and shows a sweep.

    Args:
        sweep: The sweep.
        on_load: Called with the run of a trial that a person loads; returns the name that it was
            bound to, which the panel shows, or None.
        writer: Updates the widgets; None: the kernel's writer.

    Example:
        >>> panel = SweepPanel(sweep, on_load=lambda run: "digits_trial_7")
    """

    def __init__(
        self,
        sweep: SweepSource,
        *,
        on_load: Callable[[Run], str | None] | None = None,
        writer: Writer | None = None,
    ) -> None:
        self.sweep = sweep
        self._writer = writer or kernel_writer()
        self._deeds = SweepActions(sweep, self._writer, on_load)
        scene = SweepViewContext(sweep, self._writer, self._deeds.act)
        head = SweepHead(scene, self._deeds.start, self._deeds.stop)
        self._views: list[SweepView] = [head, SweepTabs(scene), SweepFoot(scene, self._deeds)]
        self._file = SweepStaticOutput(scene)
        # a front end makes only widgets that it is shown, so the answering one has to be among them
        answering = [] if self._writer.taken is None else [self._writer.taken]
        shown = [*(view.widget for view in self._views), self._file.note]
        super().__init__([style_widget(), Accessibility(), *answering, *shown])
        self.add_class("dm-panel")
        self.add_class("dm-sweep")
        self.add_class(NO_MATHS)
        self._cancel = sweep.on_event(self._on_event)
        self._writer.soon(self._draw)
        self._writer.flush(timeout=2.0)  # so that the first look at it is whole

    @property
    def loaded(self) -> dict[int, Run]:
        """The runs of loaded trials, by number."""
        return dict(self._deeds.loaded)

    def _on_event(self, _: SweepEvent) -> None:
        self._writer.soon(self._draw)

    def _draw(self) -> None:
        moment = moment_of(self.sweep)
        for view in self._views:
            view.draw(moment)

    def __repr__(self) -> str:
        """One line, for front ends without widgets."""
        return f"Sweep panel of {self.sweep.name}: {self.sweep.sentence}"

    def _let_go(self) -> None:
        self._cancel()
        for view in self._views:
            view.close()
