"""TrainingPanel: header, tabs and footer of a run."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, Box

from densemodel.training import Adjusted, Run, RunStarted, StateChanged, prepare
from densemodel.widgets.images._images_view import ImagesView
from densemodel.widgets.inside._inside_view import InsideView
from densemodel.widgets.inside._weight_course import course_of
from densemodel.widgets.network._network_diagram import NetworkView
from densemodel.widgets.panel._base_panel import BasePanel
from densemodel.widgets.panel._control_state import ControlState
from densemodel.widgets.panel._pending_settings import pending_settings_of
from densemodel.widgets.panel._progress_line import has_kernel, print_for_panel
from densemodel.widgets.panel._setting import ANEW, NEXT
from densemodel.widgets.panel._view import View, ViewContext, close_widgets
from densemodel.widgets.runtime._accessibility import Accessibility
from densemodel.widgets.runtime._compat import answer_in_subshells, tab_bar
from densemodel.widgets.runtime._style import style_widget
from densemodel.widgets.runtime._writer import kernel_writer
from densemodel.widgets.score._score_view import ScoreView
from densemodel.widgets.training_controls._code_view import CodeView
from densemodel.widgets.training_controls._epochs_view import EpochsView
from densemodel.widgets.training_controls._offers import Advice
from densemodel.widgets.training_controls._train_view import TrainView
from densemodel.widgets.training_panel._models_view import ModelsView
from densemodel.widgets.training_panel._summary import Summary
from densemodel.widgets.training_panel._training_static_output import TrainingStaticOutput
from densemodel.wording import NO_MATHS, element, spec_markup

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.language import Spec
    from densemodel.training import Event
    from densemodel.widgets.runtime._writer import Writer


class Header(View):
    """The header: `digits  784 → 50 relu → 10 softmax ; epochs 20`.

    The spec is the one that trains or trained, and before the start the one that will. What waits
    for the next Resume, or for Restart, stands behind it, marked as such.
    """

    def __init__(self, scene: ViewContext) -> None:
        super().__init__(scene)
        self._wishes = pending_settings_of(scene.run)
        self.widget = HTML(self._text())
        self.widget.add_class("dm-header")
        self._forget_wishes = self._wishes.on_change(self._soon)
        self.follow()

    def on_event(self, event: Event) -> None:
        """Update the header."""
        if isinstance(event, RunStarted | Adjusted | StateChanged):
            self._soon()

    def close(self) -> None:
        """Stop listening, and close."""
        self._forget_wishes()
        super().close()

    def _soon(self) -> None:
        self.soon(self._draw)

    def _draw(self) -> None:
        self.put(self.widget, value=self._text())

    def _text(self) -> str:
        is_ready = self.run.state == "ready"
        spec = ControlState.of(self.run, self._wishes).spec if is_ready else self.run.spec
        coming = "" if is_ready else _coming(*self._wishes.waiting())
        return (
            element("span", self.run.name, "dm-name")
            + f'<span class="dm-spec">{spec_markup(spec.network_text)}{_clauses(spec)}</span>'
            + (element("span", coming, "dm-pending") if coming else "")
        )


def _coming(resumed: str, anew: str) -> str:
    """The pending settings: `from the next Resume: split 0.5 · from Restart: sgd`."""
    parts = ((NEXT, resumed), (ANEW, anew))
    return " · ".join(f"{when}: {words}" for when, words in parts if words)


def _clauses(spec: Spec) -> str:
    """The clauses, smaller than the network and never broken across lines."""
    spec = spec.without_lengths()
    clauses = str(spec).removeprefix(f"{spec.name}: ").removeprefix(spec.network_text)
    said = clauses.removeprefix(" ; ").split(" ; ") if clauses else []
    return "".join(" " + element("span", f"; {clause}", "dm-clause") for clause in said)


VIEWS: tuple[type[View], ...] = (
    TrainView,
    NetworkView,
    ScoreView,
    ImagesView,
    InsideView,
    EpochsView,
    ModelsView,
    CodeView,
)


class Tabs(View):
    """The tabs, with the view of the chosen one."""

    def __init__(self, scene: ViewContext) -> None:
        super().__init__(scene)
        self._kinds = [kind for kind in VIEWS if kind.available(scene.run)]
        self._opened: dict[int, View] = {}
        self._lock = threading.Lock()
        self._places = [Box() for _ in self._kinds]
        self.widget = tab_bar(self._places, [kind.title for kind in self._kinds])
        self.widget.add_class("dm-tabs")
        # from here on, whether or not that tab is ever opened: nobody can ask for it afterwards
        self._cancel = course_of(scene.run).follow()
        self._open(0)
        self.widget.observe(self._choose, "selected_index")
        answer_in_subshells(self.widget)

    def _choose(self, change: Any) -> None:
        if change["new"] is not None:
            self._open(change["new"])
            self.hurry()
        for index, view in list(self._opened.items()):
            view.set_shown(is_shown=index == change["new"])

    def _open(self, index: int) -> None:
        with self._lock:
            if index in self._opened:
                return
            view = self._kinds[index](self.scene)
            view.keep = self._keep_anew
            self._opened[index] = view
        self.put(self._places[index], children=(view.widget,))

    def stills(self) -> list[bytes]:
        """The static pictures of the opened tabs."""
        stills = (view.static_png() for _, view in sorted(self._opened.items()))
        return [still for still in stills if still is not None]

    def _keep_anew(self) -> None:
        self.keep()  # the panel sets it later

    def close(self) -> None:
        """Close the opened views."""
        for view in self._opened.values():
            view.close()
        super().close()


class TrainingPanel(BasePanel):
    """A panel that starts, stops and shows a run.

    Args:
        spec_or_run: A run, or a spec (or its text), which is prepared but not started.
        x: Rows, if a spec is given.
        y: Their labels.
        validation_data: A pair (x, y) for validation.
        test_data: A pair (x, y) that is scored when the run ends.
        goal: The target line in the curves of the first metric.
        name: The name of the run, if a spec is given.
        reason_not_ready: A sentence shown instead of Start.
        on_new_run: Called with a run that replaces the first one, when a person applies a change,
            such as `scale / 255`, that makes it another network.
        writer: Updates the widgets; None: the kernel's writer.

    Raises:
        SpecError: The text is not a spec.
        DataError: x or y is missing.

    Example:
        >>> dm.TrainingPanel("784 -> 50 relu -> 10 softmax", x_train, y_train)
    """

    _file: TrainingStaticOutput

    def __init__(
        self,
        spec_or_run: Run | Spec | str,
        x: Any = None,
        y: Any = None,
        *,
        validation_data: Any = None,
        test_data: Any = None,
        goal: float | None = None,
        name: str = "model",
        reason_not_ready: str | None = None,
        on_new_run: Callable[[Run], object] = lambda _: None,
        writer: Writer | None = None,
    ) -> None:
        run = (
            spec_or_run
            if isinstance(spec_or_run, Run)
            else prepare(
                spec_or_run,
                x,
                y,
                name=name,
                validation_data=validation_data,
                test_data=test_data,
            )
        )
        self._writer = writer or kernel_writer()
        self._goal = goal
        self._on_new_run = on_new_run
        # a front end makes only widgets that it is shown, so the answering one has to be among them
        answering = [] if self._writer.taken is None else [self._writer.taken]
        self._fixed = [style_widget(), Accessibility(), *answering]
        self._show_run(run, reason_not_ready)
        super().__init__([*self._fixed, *self._shown])
        self.add_class("dm-panel")
        self.add_class(NO_MATHS)
        self._writer.flush(timeout=2.0)  # so that the first look at it is whole

    def _show_run(self, run: Run, reason_not_ready: str | None = None) -> None:
        """Make the views of a run."""
        self.run = run
        scene = ViewContext(run, self._writer, self._goal, reason_not_ready)
        self._cancel_hand_over = pending_settings_of(run).on_hand_over(self._take_over)
        tabs = Tabs(scene)
        self._file = TrainingStaticOutput(scene, tabs.stills)
        tabs.keep = self._file.keep_soon
        self._views: list[View] = [Header(scene), Advice(scene), tabs, Summary(scene)]
        self._hush: Callable[[], None] | None = None
        if not has_kernel():
            self._hush = print_for_panel(run)

    @property
    def _shown(self) -> list[Any]:
        return [*(view.widget for view in self._views), self._file.note]

    def _take_over(self, run: Run) -> None:
        """Replace the run by another with the same data."""
        self._cancel_hand_over()
        old, file, hush = self._views, self._file, self._hush
        self._show_run(run)
        if hush is not None:
            hush()
        self._file.take_up(file)
        self._writer.put(self, children=[*self._fixed, *self._shown])
        self._writer.flush(timeout=2.0)
        for view in old:
            view.close()
        close_widgets(file.note, self._writer)
        self._on_new_run(run)

    def __repr__(self) -> str:
        """One line, for front ends without widgets."""
        return f"Training panel of {self.run.name}: {self.run.sentence}"

    def _let_go(self) -> None:
        self._cancel_hand_over()
        if self._hush is not None:
            self._hush()
        for view in self._views:
            view.close()
