"""The views of a panel: parts that follow what it shows, and tabs that open them."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from ipywidgets import Widget

from densemodel.training import (
    EvaluationDone,
    Measured,
    RunEnded,
    RunStarted,
    StateChanged,
    StepsDone,
)
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._changes import with_parts
from densemodel.widgets.runtime._compat import answer_in_subshells, tab_bar
from densemodel.widgets.runtime._messages import handler_of
from densemodel.widgets.runtime._paced import Paced
from densemodel.widgets.runtime._parts import Box, Tab, shared_ids, visibility
from densemodel.widgets.runtime._style import PageWidget
from densemodel.widgets.runtime._writer import ChangedOnly

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from densemodel.charts import TextTable
    from densemodel.training import Event, Run
    from densemodel.widgets.runtime._messages import Messages
    from densemodel.widgets.runtime._writer import Writer


def line_state(markup: str) -> dict[str, Any]:
    """The state of a line of text, which is hidden while it is empty."""
    return {"value": markup, "is_shown": bool(markup)}


class BaseView:
    """One part of a panel: a pure `state()`, and the widget that shows it.

    A subclass makes its widget and calls `begin`; then it only answers what is to be seen now:

    - `state` is computed in the writer's thread after each `redraw`, and what differs from what was
      sent goes to the page.
    - `compute`, for what is slow, runs in a thread of the view after each `refresh`, never twice at
      once, and rests in proportion to what it took. Its result is `facts`, which `state` reads.
    - A message of the page that fits `messages` calls the method `on_` with the message's type, one
      at a time, and the view is drawn again at once. So it is with `listen` and a control.

    While it is hidden, nothing of it is computed. Its attributes are what a person chose.
    """

    title: ClassVar[str] = ""
    is_under_more: ClassVar[bool] = False
    "Whether its tab stands under *More*; such tabs are the last."
    messages: ClassVar[Messages] = {}
    "What a page may send, and the arguments of the method that takes it."
    share: ClassVar[float] = 0.03
    "The part of the time that `compute` may take."
    least_seconds: ClassVar[float] = 1.0
    "The least time from one `compute` to the next, unless something ended or a person waits."
    most_seconds = math.inf
    "The most time from one `compute` to the next, for a room that watches; see `set_pace`."
    widget: Widget
    facts: Any = None
    "What `compute` returned last, or `publish` showed; None before that."
    is_closed = False

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.is_shown = True
        self.keep: Callable[[], None] = lambda: None
        "To be called when `static_png` has become another one while nothing trains."
        self.parts: dict[str, Any] = {}
        self._put_new = ChangedOnly(self.put)
        self._handling, self._computing = threading.RLock(), threading.RLock()
        self._is_out_of_date = self._is_hurried = False
        self._at_close: list[Callable[[], None]] = []
        self._background: Paced | None = None

    # What a subclass gives

    def compute(self) -> Any:
        """Compute what is slow, in a thread of its own; `facts` has what was computed before."""

    def state(self) -> dict[str, Any]:
        """What is to be seen now, from what is shown, `facts`, and what a person chose.

        Returns:
            Values by the names of the widget's traits, or by those of the `parts`: the traits of
            a widget, with `is_shown`, or what a part draws that is none.
        """
        return {}

    @property
    def is_busy(self) -> bool:
        """Whether what is shown is training."""
        return False

    def static_png(self) -> bytes | None:
        """A PNG of the view for the static output; None if there is nothing to show.

        It is called in another thread, and computed only if the view has changed.
        """
        return None

    def static_table(self) -> TextTable | None:
        """A table of the view for the static output, quickly made; None without one."""
        return None

    # What a subclass calls

    def begin(self, widget: Widget, **parts: Any) -> None:
        """Show the state in a widget, from now on.

        Args:
            widget: The whole.
            parts: What stands in it and has a state of its own, by name: a widget, or what has
                a method `draw`, as a chart.
        """
        self.widget, self.parts = widget, {"": widget, **parts}
        for part in self.parts.values():
            if isinstance(part, PageWidget):
                part.receive = self._receive
        if type(self).compute is not BaseView.compute:
            paced = Paced(self._compute, share=self.share, least_seconds=self.least_seconds)
            self._background = paced
            self.at_close(paced.close)
        self.redraw()
        self.refresh(now=True)

    def listen(self, control: Widget, handle: Callable[[Any], None], trait: str = "value") -> None:
        """Call a method with what a person chooses in a control, and draw."""

        def choose(change: Any) -> None:
            if not self.writer.is_writing:
                self.handle(partial(handle, change["new"]))

        control.observe(choose, trait)
        answer_in_subshells(control)

    def handle(self, do: Callable[[], object]) -> None:
        """Do what a person asks for, one thing at a time, and draw."""
        with self._handling:
            do()
        self.redraw()
        self.hurry()

    def at_close(self, *ends: Callable[[], None]) -> None:
        """Call functions when the view is closed."""
        self._at_close += ends

    def redraw(self) -> None:
        """Show the state soon: what it is made of has changed."""
        if self.parts and self.is_shown:
            self.soon(self._draw_state)

    def refresh(self, *, now: bool = False) -> None:
        """Compute the facts again, and show the state; at once if a person waits for it."""
        if self._background is None:
            self.redraw()
            return
        self._is_out_of_date, self._is_hurried = True, self._is_hurried or now
        if self.is_shown:
            self._background.ask(now=now)
        elif not self.is_busy:
            self.keep()

    def publish(self, facts: Any) -> None:
        """Show facts while `compute` goes on."""
        self.facts = facts
        self.redraw()

    def current_facts(self) -> Any:
        """The facts for the static output, computed here if they are out of date."""
        with self._computing:
            if self._is_out_of_date:
                self._is_out_of_date = False
                self.publish(self.compute())
            return self.facts

    # What the base does with it

    def _compute(self) -> bool:
        before, is_hurried, self._is_hurried = self.facts, self._is_hurried, False
        if not self.is_shown:
            return False
        is_new = self.current_facts() is not before
        if is_hurried:
            self.hurry()
        if is_new and not self.is_busy:
            self.keep()
        return is_new

    def _draw_state(self) -> None:
        if self.is_shown:
            self.show_state(self.state())

    def show_state(self, state: dict[str, Any]) -> None:
        """Send what differs from what was sent."""
        own = {name: value for name, value in state.items() if name not in self.parts}
        shown = {**state, "": own} if own else state
        for name, part in self.parts.items():
            values = shown.get(name)
            if values is None:
                continue
            if not isinstance(part, Widget):
                part.draw(values)
                continue
            values = dict(values)
            if "is_shown" in values:
                values |= visibility(part, values.pop("is_shown"))
            self._put_new(part, **values)

    draw = show_state
    "As a part of another view, whose state has its own."

    def _receive(self, content: Any) -> None:
        handle = handler_of(content, self)
        if handle is not None and not self.is_closed:
            self.handle(handle)

    def hurry(self) -> None:
        """Send pending updates at once, after a person's action."""
        self.writer.hurry()

    def put(self, widget: Widget, **values: Any) -> None:
        self.writer.put(widget, **values)

    def soon(self, draw: Callable[[], None]) -> None:
        """Let the writer call a function before its next update."""
        self.writer.soon(draw)

    def set_shown(self, *, is_shown: bool) -> None:
        """Set whether the view is visible: what becomes visible is computed again."""
        was_shown, self.is_shown = self.is_shown, is_shown
        if is_shown and not was_shown and not self.is_closed:
            self.redraw()
            self.refresh(now=True)

    def set_pace(self, most_seconds: float) -> None:
        """Compute what is slow after so many seconds at most, whatever share of time that is."""
        self.most_seconds = most_seconds
        if self._background is not None:
            self._background.most_seconds = most_seconds

    def wait(self, timeout: float = 10.0) -> bool:
        """Wait until what is slow is computed; returns whether that was in time."""
        return self._background is None or self._background.wait(timeout)

    def close(self) -> None:
        self.is_closed = True
        for end in self._at_close:
            end()
        close_widgets(self.widget, self.writer)


@dataclass(frozen=True, slots=True)
class ViewContext:
    run: Run
    writer: Writer
    goal: float | None = None
    "The target line, in units of the first metric, or of the loss without metrics."


OFTEN = StepsDone, EvaluationDone, Measured
"""The events that come again and again while a run trains."""


class View(BaseView):
    """A view of one run."""

    changes_with: ClassVar[tuple[type[Any], ...]] = (*OFTEN, RunStarted, StateChanged, RunEnded)
    "The events of the run after which there is something else to be seen."

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context.writer)
        self.context = context
        self.run = context.run

    @classmethod
    def available(cls, run: Run) -> bool:  # noqa: ARG003 - for those that need something
        return True

    @property
    def is_busy(self) -> bool:
        """Whether the run is training."""
        return self.run.is_busy

    def begin(self, widget: Widget, **parts: Any) -> None:
        """Show the state in a widget, and follow the run."""
        self.follow()
        super().begin(widget, **parts)

    def follow(self, *ends: Callable[[], None]) -> None:
        """Listen to the run's events until the view is closed; `ends` are called then as well."""
        self.at_close(self.run.on_event(self.on_event), *ends)

    def on_event(self, event: Event) -> None:
        """Handle an event on the training thread; only set traits through the writer."""
        if isinstance(event, self.changes_with):
            is_often = isinstance(event, OFTEN)
            if not is_often:
                self.redraw()
            self.refresh(now=not is_often or not self.run.is_busy)


ViewT = TypeVar("ViewT", bound=BaseView)


class Tabs(BaseView, Generic[ViewT]):
    """Tabs, the first of which is open; the view of each is made when a person opens it."""

    def __init__(
        self,
        kinds: Sequence[type[ViewT]],
        make: Callable[[type[ViewT]], ViewT],
        writer: Writer,
    ) -> None:
        super().__init__(writer)
        self._kinds, self._make = kinds, make
        self.opened: dict[int, ViewT] = {}
        self._latest: list[int] = []
        "The tabs that a person has chosen, the latest first."
        self._lock = threading.Lock()
        self._places = [Box() for _ in kinds]
        bar = tab_bar(self._places, [kind.title for kind in kinds], Tab)
        # by these classes the page finds its model, and the tabs under More
        # without announcing it, and all that it holds, which `model_id` does
        model = "" if bar.comm is None else bar.comm.comm_id
        named = f"dm-model-{model}", f"dm-more-{sum(kind.is_under_more for kind in kinds)}"
        self.widget = styled(bar, "dm-tabs", *named)
        self.widget.selected_index = 0
        self._open(0)
        self.widget.observe(lambda _: self.show_chosen(), "selected_index")
        answer_in_subshells(self.widget)

    @property
    def chosen(self) -> ViewT | None:
        return self.opened.get(self.widget.selected_index)

    @property
    def chosen_title(self) -> str:
        """The title of the tab that a person sees."""
        return self.title_of(self.widget.selected_index or 0)

    def title_of(self, index: int) -> str:
        """The title of a tab, by its number."""
        return self._kinds[index].title

    def latest(self, count: int, then: Sequence[str]) -> list[int]:
        """So many tabs, in their order: the first, those chosen last, and those of these titles."""
        titles = [kind.title for kind in self._kinds]
        named = [titles.index(title) for title in then if title in titles]
        return sorted([*dict.fromkeys([0, *self._latest, *named])][:count])

    def open(self, title: str) -> None:
        """Show a tab; nothing if there is none of this title."""
        titles = [kind.title for kind in self._kinds]
        if title in titles:
            self.widget.selected_index = titles.index(title)

    def show_chosen(self) -> None:
        """Show the tab that a person has chosen, alone."""
        chosen = self.widget.selected_index
        shown = [] if chosen is None else [chosen]
        self._latest = [*shown, *(index for index in self._latest if index not in shown)]
        self.show(shown)

    def show(self, shown: Collection[int], most_seconds: float = math.inf) -> None:
        """Show these, by their numbers, each at this pace, and compute nothing for the others."""
        for index in shown:
            self._open(index)
        for index, view in list(self.opened.items()):
            view.set_pace(most_seconds)
            view.set_shown(is_shown=index in shown)
        self.hurry()

    def _open(self, index: int) -> None:
        with self._lock:
            if index in self.opened:
                return
            view = self.opened[index] = self._make(self._kinds[index])
        self.put(self._places[index], children=(view.widget,))

    def static_pngs(self) -> list[bytes]:
        pictures = (view.static_png() for _, view in sorted(self.opened.items()))
        return [picture for picture in pictures if picture is not None]

    def static_tables(self) -> list[TextTable]:
        tables = (view.static_table() for _, view in sorted(self.opened.items()))
        return [table for table in tables if table is not None]

    def close(self) -> None:
        for view in self.opened.values():
            view.close()
        super().close()


def close_widgets(root: Widget, writer: Writer) -> None:
    """Close a widget with its children, layouts, styles, marks and scales.

    What others show, too, stays, such as what tells the writer how far a page is.
    """
    with writer.paused():  # a mark that is drawn meanwhile would be open with closed scales
        for widget in list(with_parts(root, {id(writer.taken), *shared_ids()})):
            writer.forget(widget)
            widget.close()
