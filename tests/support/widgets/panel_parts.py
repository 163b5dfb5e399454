"""What a person finds on a panel, by its label."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, Button, ToggleButton, Widget
from ipywidgets.widgets import widget as widgets_of_kernel

from densemodel.widgets.charts._figure import FigurePlace
from densemodel.widgets.runtime._parts import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from densemodel.widgets import TrainingPanel
    from densemodel.widgets.runtime._writer import Writer

LONG = "4 -> 8 relu -> 2 softmax ; epochs 100000 ; patience off ; batch 8"
"""Trains until it is stopped."""


def open_widgets() -> dict[str, Any]:
    """Those of this process, by their id."""
    found = getattr(widgets_of_kernel, "_instances", None)
    # ipywidgets 7
    return widgets_of_kernel.Widget.widgets if found is None else found


def every(widget: Widget) -> Iterator[Any]:
    yield widget
    for child in _children(widget):
        yield from every(child)


def is_hidden(widget: Widget) -> bool:
    return HIDDEN in getattr(widget, "_dom_classes", ())


def seen(widget: Widget) -> Iterator[Any]:
    if is_hidden(widget):
        return
    yield widget
    for child in _children(widget):
        yield from seen(child)


def _children(widget: Any) -> tuple[Any, ...]:
    return (widget.figure,) if isinstance(widget, FigurePlace) else getattr(widget, "children", ())


def control(panel: Widget, description: str) -> Any:
    """The one that is seen, else the one that is folded away; never the switch of a line."""
    for widgets in (seen(panel), every(panel), _unfolded(panel)):
        found = [w for w in _described(widgets, description) if not _is_switch(w)]
        if found:
            assert len(found) == 1
            return found[0]
    raise AssertionError(f"no control {description}")


def _unfolded(panel: Widget) -> Iterator[Any]:
    """Those that stand behind a button, once it was pressed."""
    for unfold in (w for w in every(panel) if "dm-unfold" in getattr(w, "_dom_classes", ())):
        unfold.value = True
        more = by_class(panel, "dm-more-settings")
        wait_for(lambda more=more: more.children)
    yield from every(panel)


def line_switch(panel: Widget, name: str) -> Any:
    (found,) = (w for w in _described(every(panel), name) if _is_switch(w))
    return found


def _described(widgets: Iterator[Any], description: str) -> Iterator[Any]:
    return (w for w in widgets if getattr(w, "description", None) == description)


def _is_switch(widget: Widget) -> bool:
    return isinstance(widget, ToggleButton) and "dm-unfold" not in widget._dom_classes


def buttons(panel: Widget) -> list[str]:
    """Those that drive the run; Save as… is always there, and advice comes when a run is ill."""
    advice = [w for w in every(panel) if "dm-advice" in getattr(w, "_dom_classes", ())]
    apart = {id(w) for one in advice if one is not panel for w in every(one)}
    shown = [w for w in seen(panel) if isinstance(w, Button) and id(w) not in apart]
    return [w.description for w in shown if "dm-save-as" not in w._dom_classes]


def by_class(panel: Widget, css: str) -> Any:
    (found,) = (w for w in every(panel) if css in getattr(w, "_dom_classes", ()))
    return found


def texts(panel: Widget) -> str:
    return "\n".join(
        w.value for w in seen(panel) if isinstance(w, HTML) and "<style>" not in w.value
    )


def press(panel: TrainingPanel, label: str) -> None:
    assert panel._writer.flush()  # a person presses what they see
    control(panel, label).click()


def set_by_person(panel: TrainingPanel, writer: Writer, description: str, value: Any) -> None:
    control(panel, description).value = value
    assert writer.flush()


def wait_for(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def titles_of(tabs: Any) -> tuple[str, ...]:
    """Give the titles of tabs, in order, by what each version of ipywidgets has."""
    return tuple(tabs.get_title(place) for place in range(len(tabs.children)))
