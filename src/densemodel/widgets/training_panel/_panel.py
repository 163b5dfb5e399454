"""TrainingPanel: header, tabs, footer and static output of a run."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from densemodel.charts._static import stacked
from densemodel.training import (
    Adjusted,
    EvaluationDone,
    Run,
    RunEnded,
    RunStarted,
    StateChanged,
    StepsDone,
    prepare,
    refusal_text,
    sentence,
)
from densemodel.widgets.charts._static_picture import static_picture, static_table
from densemodel.widgets.columns._columns_view import ColumnsView
from densemodel.widgets.draw._draw_view import DrawView
from densemodel.widgets.images._images_view import ImagesView
from densemodel.widgets.inside._inside_view import InsideView
from densemodel.widgets.inside._weight_course import course_of
from densemodel.widgets.network._layer_facts import fact_lines
from densemodel.widgets.network._network_diagram import NetworkView
from densemodel.widgets.panel._base_panel import BasePanel, header_html
from densemodel.widgets.panel._data_sentence import guess_line, row_words
from densemodel.widgets.panel._pending_settings import (
    FROM_RESTART,
    NEXT,
    ControlState,
    pending_settings_of,
)
from densemodel.widgets.panel._progress_line import print_for_panel, sentence_markup
from densemodel.widgets.panel._view import BaseView, Tabs, View, ViewContext
from densemodel.widgets.plane._plane_view import PlaneView
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._front_end import has_kernel
from densemodel.widgets.runtime._give_button import GiveButton
from densemodel.widgets.runtime._parts import HTML, HBox, ToggleButton
from densemodel.widgets.saved_models._model_browser import ModelsView
from densemodel.widgets.saved_models._save_as import SaveAs
from densemodel.widgets.score._score_view import ScoreView
from densemodel.widgets.training_controls._code_view import CodeView
from densemodel.widgets.training_controls._epochs_view import EpochsView
from densemodel.widgets.training_controls._offers import Advice, advice_of
from densemodel.widgets.training_controls._train_view import TrainView
from densemodel.widgets.training_panel._big_view import BigView
from densemodel.widgets.training_panel._cell_note import CellNote
from densemodel.wording import capitalised, counted, element

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel._array import Array
    from densemodel.language import Spec
    from densemodel.training import Event
    from densemodel.widgets.network._echo import Echo
    from densemodel.widgets.panel._pending_settings import PendingSettings
    from densemodel.widgets.runtime._static_output import StaticOutput
    from densemodel.widgets.runtime._writer import Writer


class Header(View):
    """The header: `digits  784 → 50 relu → 10 softmax ; epochs 20`.

    The spec is the one that trains or trained, and before the start the one that will. What waits
    for the next Resume, or for Restart, stands behind it, marked as such. A button at the right
    shows or hides the drawing above the panel, which folds when training starts; another opens the
    big view.
    """

    changes_with = RunStarted, Adjusted, StateChanged

    def __init__(self, context: ViewContext, tabs: Tabs[View], drawing: Echo | None) -> None:
        super().__init__(context)
        self._pending = pending_settings_of(context.run)
        self._drawing = drawing
        self._fold()
        words, parts = styled(HTML(), "dm-header"), {}
        if drawing is not None:
            made = ToggleButton(value=drawing.is_open, description="Drawing", tooltip=_DRAWING)
            parts = {"button": styled(made, "dm-unfold")}
            self.listen(made, self._open_drawing)
        self.at_close(self._pending.on_change(self.redraw))
        self._big_view = BigView(context, tabs)
        whole = styled(HBox([words, *parts.values(), self._big_view.widget]), "dm-head-line")
        self.begin(whole, words=words, **parts)

    def on_event(self, event: Event) -> None:
        self._fold()
        super().on_event(event)

    def close(self) -> None:
        self._big_view.close()
        super().close()

    def _fold(self) -> None:
        if self._drawing is not None and self.run.state != "ready":
            self._drawing.fold()

    def _open_drawing(self, is_open: bool) -> None:  # noqa: FBT001 - the value of the button
        if self._drawing is not None:
            self._drawing.open(is_open=is_open)

    def state(self) -> dict[str, Any]:
        """The spec that trains with what waits behind it, and whether the drawing is shown."""
        is_ready, is_drawn = self.run.state == "ready", False
        if self._drawing is not None:
            is_drawn = self._drawing.is_open
        spec = ControlState.of(self.run, self._pending).spec if is_ready else self.run.spec
        waiting = ("", "") if is_ready else self._pending.waiting()
        coming = " · ".join(
            f"{when}: {words}"
            for when, words in zip((NEXT, FROM_RESTART), waiting, strict=True)
            if words
        )
        header = header_html(self.run.name, spec.without_lengths())
        if not is_drawn:  # the drawing says it, too
            header += " " + element("span", counted(spec.parameter_count, "parameter"), "dm-clause")
        header += element("span", coming, "dm-pending") if coming else ""
        shown = {"words": {"value": header}}
        return shown if self._drawing is None else {**shown, "button": {"value": is_drawn}}


_DRAWING = "Show or hide the drawing of the network, above"


def facts_markup(run: Run, pending: PendingSettings) -> str:
    """The facts on data, loss and more that are shown nowhere else.

    Of a run that has not begun as its Start has them; of another its own, folded, and the rows of
    the next Resume where they are others.
    """
    state = ControlState.of(run, pending)
    coming = state.bound
    if not state.has_begun:
        return _spans(fact_lines(state.spec, coming, with_offers=False))
    bound = run.bound
    lines = fact_lines(run.spec, bound, with_offers=False)
    if bound is not None and run.best_epoch is not None:  # the sentence has it beside the best
        lines = [line for line in lines if line != guess_line(bound)]
    folded = f"<details><summary>Data and loss</summary>{_spans(lines)}</details>"
    if bound is None or coming is None or coming.refusals or row_words(coming) == row_words(bound):
        return folded
    return folded + _spans([f"{capitalised(NEXT)}: {row_words(coming)}."])


def _spans(lines: list[str]) -> str:
    return " ".join(element("span", line) for line in lines)


_TOOLTIP = "Copy this spec with the changes made here, for a cell"


class Summary(View):
    """The run's sentence, in red for a failure, with buttons beside it and facts below."""

    changes_with = (object,)  # any event may change the sentence

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        self._pending = pending_settings_of(context.run)
        words, facts = styled(HTML(), "dm-summary-words"), styled(HTML(), "dm-facts")
        copy = GiveButton.copy("Copy spec", "", tooltip=_TOOLTIP)
        self._save = save = SaveAs(context, self.redraw)
        buttons = styled(HBox([save.button, copy]), "dm-foot-buttons")
        whole = styled(HBox([words, buttons, save.status, save.line, facts]), "dm-summary")
        self.at_close(self._pending.on_change(self.redraw))
        self.begin(whole, words=words, copy=copy, facts=facts, save=save.button)

    def state(self) -> dict[str, Any]:
        """The sentence, the facts, and the spec as a person would write it."""
        run, pending = self.run, self._pending
        text = sentence(run, with_cause=not advice_of(run))  # which stands above the tabs
        bound = ControlState.of(run, pending).bound if run.state == "ready" else None
        if bound is not None:
            text = f"Not ready: {refusal_text(bound)}" if bound.refusals else "Ready to train."
        return {
            "words": {"value": sentence_markup(run, text)},
            "facts": {"value": facts_markup(run, pending)},
            # on the same data it has the same length
            "copy": {"text": str(pending.next_spec.without_lengths())},
            "save": self._save.state(),
        }


VIEWS: tuple[type[View], ...] = (
    TrainView,
    NetworkView,
    ColumnsView,
    PlaneView,
    ScoreView,
    ImagesView,
    DrawView,
    InsideView,
    ModelsView,
    EpochsView,
    CodeView,
)


_SLOW_SECONDS = 120.0
"""The least time between the pictures of the tabs: they take a core for seconds."""


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
        on_new_run: Called with a run that replaces the first one, when a person applies a change,
            such as `scale / 255`, that makes it another network.
        drawing: What draws the network above the panel; without one, a tab does.
        writer: Updates the widgets; None: the kernel's writer.

    Raises:
        SpecError: The text is not a spec.
        DataError: x or y is missing, or can't be used.

    Example:
        >>> dm.TrainingPanel("784 -> 50 relu -> 10 softmax", x_train, y_train)
    """

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
        on_new_run: Callable[[Run], object] = lambda _: None,
        drawing: Echo | None = None,
        writer: Writer | None = None,
    ) -> None:
        if not isinstance(spec_or_run, Run):
            held_out = {"validation_data": validation_data, "test_data": test_data}
            spec_or_run = prepare(spec_or_run, x, y, name=name, **held_out)
        if spec_or_run.bound is not None:
            spec_or_run.bound.require()
        super().__init__(writer)
        self._goal = goal
        self._on_new_run = on_new_run
        self._drawing = drawing
        self._cell_note = CellNote(self._writer, spec_or_run)
        self._show_run(spec_or_run)
        self._show_views()

    def _show_views(self) -> None:
        self._show_parts(*(view.widget for view in self._views), self._cell_note.widget)

    def _show_run(self, run: Run) -> None:
        self.run = run
        self._slow_pictures: tuple[bytes, ...] = ()
        self._slow_at = time.monotonic()
        context = ViewContext(run, self._writer, self._goal)

        def make(kind: type[View]) -> View:
            view = kind(context)
            view.keep = self._keep_soon
            if isinstance(view, ImagesView) and DrawView.available(run):
                view.draw_row = self._draw_row
            return view

        drawn = () if self._drawing is None else (NetworkView,)
        kinds = [kind for kind in VIEWS if kind not in drawn and kind.available(run)]
        self._tabs = Tabs(kinds, make, self._writer)
        self._views: list[BaseView] = [Header(context, self._tabs, self._drawing)]
        self._views += [Advice(context), self._tabs, Summary(context)]
        self._cell_note.follow(run)
        self._end_run = [
            pending_settings_of(run).on_hand_over(self._take_over),
            # from here on, whether or not that tab is ever opened: nobody can ask for it afterwards
            course_of(run).follow(),
            run.on_event(self._handle_event),
            *([] if has_kernel() else [print_for_panel(run)]),
        ]

    def _draw_row(self, row: Array, words: str) -> None:
        """Open the tab Draw with a row."""
        self._tabs.open(DrawView.title)
        if isinstance(view := self._tabs.chosen, DrawView):
            view.show_row(row, words)

    def _take_over(self, run: Run) -> None:
        old, title = self._views, self._tabs.chosen_title
        for end in self._end_run:
            end()
        self._show_run(run)
        self._tabs.open(title)
        self.update_static_output()
        self._show_views()
        for view in old:
            view.close()
        self._on_new_run(run)

    def __repr__(self) -> str:
        return f"Training panel of {self.run.name}: {self.run.sentence}"

    def _close_parts(self) -> None:
        for end in self._end_run:
            end()
        for view in self._views:
            view.close()
        self._cell_note.end()

    def _handle_event(self, event: Event) -> None:
        if isinstance(event, RunStarted):
            self._slow_at = time.monotonic()
            if not self.run.history.evaluations:  # restarted: they showed another model
                self._slow_pictures = ()
        waits = isinstance(event, StateChanged) and event.after == "waiting"
        # at the start as well: from then on the panel shows more than the file
        if waits or isinstance(event, RunStarted | RunEnded):
            self._output_changes(now=True)
        elif isinstance(event, StepsDone | EvaluationDone):
            self._output_changes(now=False)

    @property
    def _may_change(self) -> bool:
        return self.run.is_busy

    def _static_stamp(self) -> object:
        history = self.run.history
        done = history.evaluations, tuple(history.marks), self.run.step_losses.step_count
        tables = [table.html() for table in self._tabs.static_tables()]
        return self.run.state, id(history), done, self.run.sentence, self._slow_pictures, tables

    def _static_output(self) -> StaticOutput:
        # asked before it is drawn: what ends meanwhile asks for another one
        is_behind = self.run.state not in ("stopped", "finished", "failed")
        (html, text), alternative = static_table(self.run), f"Curves of {self.run.name}"
        for table in self._tabs.static_tables():
            html, text = html + table.html(), f"{text}\n\n{table.text()}"
        return self._output_of((html, text), self._picture, alternative, is_behind=is_behind)

    def _picture(self) -> bytes | None:
        curves = static_picture(self.run, goal=self._goal)
        pictures = [*([] if curves is None else [curves]), *self._slow_pictures]
        return stacked(pictures) if pictures else None

    def _draw_slow_pictures(self) -> bool:
        """Draw the opened tabs.

        The curves do not wait for them: they take a second or two, in which a page may be closed.
        While it trains they come rarely.
        """
        if self.run.is_busy and time.monotonic() - self._slow_at <= _SLOW_SECONDS:
            return False
        before, self._slow_pictures = self._slow_pictures, tuple(self._tabs.static_pngs())
        self._slow_at = time.monotonic()
        return self._slow_pictures != before
