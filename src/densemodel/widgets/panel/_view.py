"""The base class of a panel's views: shows a run, follows it, and can be closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ipywidgets import Widget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from densemodel.training import Event, Run
    from densemodel.widgets.runtime._writer import Writer


@dataclass(frozen=True, slots=True)
class ViewContext:
    """The run of a view, and the writer of its widgets."""

    run: Run
    writer: Writer
    goal: float | None = None
    "The target line, in units of the first metric, or of the loss without metrics."
    reason_not_ready: str | None = None
    "Why training cannot start, where the run itself does not know."


class View:
    """One part of a panel. A subclass makes `widget` and follows the run in `on_event`."""

    title: ClassVar[str] = ""
    widget: Widget

    def __init__(self, scene: ViewContext) -> None:
        self.scene = scene
        self.run = scene.run
        self.is_shown = True
        self.keep: Callable[[], None] = lambda: None
        "To be called when `still` has become another one while nothing trains."
        self._cancel: Callable[[], None] = lambda: None

    @classmethod
    def available(cls, run: Run) -> bool:  # noqa: ARG003 - for those that need something
        """Whether there is anything to show of this run."""
        return True

    def hurry(self) -> None:
        """Send pending updates at once, after a person's action."""
        self.scene.writer.hurry()

    def set_shown(self, *, is_shown: bool) -> None:
        """Set whether the view is visible: a hidden one need not be redrawn."""
        self.is_shown = is_shown

    def static_png(self) -> bytes | None:
        """A PNG of the view for the static output; None if there is nothing to show.

        It is called in another thread, and computed only if the view has changed.
        """
        return None

    def follow(self) -> None:
        """Start to listen to the run's events."""
        self._cancel = self.run.on_event(self.on_event)

    def on_event(self, event: Event) -> None:
        """Handle an event on the training thread; only set traits through the writer."""

    def put(self, widget: Widget, **values: Any) -> None:
        """Set traits through the writer."""
        self.scene.writer.put(widget, **values)

    def soon(self, draw: Callable[[], None]) -> None:
        """Let the writer call a function before its next update."""
        self.scene.writer.soon(draw)

    def close(self) -> None:
        """Stop listening, and close the widgets."""
        self._cancel()
        close_widgets(self.widget, self.scene.writer)


def close_widgets(root: Widget, writer: Writer) -> None:
    """Close a widget with its children, layouts, styles, marks and scales."""
    for widget in list(_with_parts(root, set())):
        writer.forget(widget)
        widget.close()


def _with_parts(widget: Widget, seen: set[int]) -> Iterator[Widget]:
    if id(widget) in seen or widget.comm is None:
        return
    seen.add(id(widget))
    for name in widget.keys:
        for part in _widgets_in(getattr(widget, name)):
            yield from _with_parts(part, seen)
    yield widget


def _widgets_in(value: Any) -> Iterator[Widget]:
    if isinstance(value, Widget):
        yield value
    elif isinstance(value, dict):
        yield from (part for part in value.values() if isinstance(part, Widget))
    elif isinstance(value, list | tuple):
        yield from (part for part in value if isinstance(part, Widget))
