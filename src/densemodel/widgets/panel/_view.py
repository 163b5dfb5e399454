"""The views of a panel: parts that follow what it shows, and tabs that open them."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._changes import with_parts
from densemodel.widgets.runtime._compat import answer_in_subshells, tab_bar
from densemodel.widgets.runtime._parts import Box, Tab, shared_ids

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ipywidgets import Widget

    from densemodel.charts import TextTable
    from densemodel.training import Event, Run
    from densemodel.widgets.runtime._writer import Writer


class BaseView:
    """One part of a panel. A subclass makes `widget`."""

    title: ClassVar[str] = ""
    is_under_more: ClassVar[bool] = False
    "Whether its tab stands under *More*; such tabs are the last."
    widget: Widget
    is_closed = False

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.is_shown = True
        self.keep: Callable[[], None] = lambda: None
        "To be called when `static_png` has become another one while nothing trains."

    def hurry(self) -> None:
        """Send pending updates at once, after a person's action."""
        self.writer.hurry()

    def put(self, widget: Widget, **values: Any) -> None:
        self.writer.put(widget, **values)

    def soon(self, draw: Callable[[], None]) -> None:
        """Let the writer call a function before its next update."""
        self.writer.soon(draw)

    def set_shown(self, *, is_shown: bool) -> None:
        """Set whether the view is visible: a hidden one need not be redrawn."""
        self.is_shown = is_shown

    def static_png(self) -> bytes | None:
        """A PNG of the view for the static output; None if there is nothing to show.

        It is called in another thread, and computed only if the view has changed.
        """
        return None

    def static_table(self) -> TextTable | None:
        """A table of the view for the static output, quickly made; None without one."""
        return None

    def close(self) -> None:
        self.is_closed = True
        close_widgets(self.widget, self.writer)


@dataclass(frozen=True, slots=True)
class ViewContext:
    run: Run
    writer: Writer
    goal: float | None = None
    "The target line, in units of the first metric, or of the loss without metrics."


class View(BaseView):
    """A view of one run. A subclass makes `widget` and follows the run in `on_event`."""

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context.writer)
        self.context = context
        self.run = context.run
        self._ends: list[Callable[[], None]] = []

    @classmethod
    def available(cls, run: Run) -> bool:  # noqa: ARG003 - for those that need something
        return True

    def follow(self, *ends: Callable[[], None]) -> None:
        """Listen to the run's events until the view is closed; `ends` are called then as well."""
        self._ends += [self.run.on_event(self.on_event), *ends]

    def on_event(self, event: Event) -> None:
        """Handle an event on the training thread; only set traits through the writer."""

    def close(self) -> None:
        for end in self._ends:
            end()
        super().close()


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
        self.widget.observe(self._choose, "selected_index")
        answer_in_subshells(self.widget)

    @property
    def chosen(self) -> ViewT | None:
        return self.opened.get(self.widget.selected_index)

    @property
    def chosen_title(self) -> str:
        """The title of the tab that a person sees."""
        return self._kinds[self.widget.selected_index or 0].title

    def open(self, title: str) -> None:
        """Show a tab; nothing if there is none of this title."""
        titles = [kind.title for kind in self._kinds]
        if title in titles:
            self.widget.selected_index = titles.index(title)

    def _choose(self, change: Any) -> None:
        chosen = change["new"]
        if chosen is not None:
            self._open(chosen)
        for index, view in list(self.opened.items()):
            view.set_shown(is_shown=index == chosen)
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
