"""What a person finds on a panel, by its label."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, Button, ToggleButton, Widget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from densemodel.widgets import TrainingPanel
    from densemodel.widgets._writer import Writer

LONG = "4 -> 8 relu -> 2 softmax ; epochs 100000 ; patience off ; batch 8"
"""Trains until it is stopped."""


def every(widget: Widget) -> Iterator[Any]:
    yield widget
    for child in getattr(widget, "children", ()):
        yield from every(child)


def control(panel: Widget, description: str) -> Any:
    """A control but for the switches of the curves' lines."""
    (found,) = (w for w in _described(panel, description) if not isinstance(w, ToggleButton))
    return found


def line_switch(panel: Widget, name: str) -> Any:
    (found,) = (w for w in _described(panel, name) if isinstance(w, ToggleButton))
    return found


def _described(panel: Widget, description: str) -> Iterator[Any]:
    return (w for w in every(panel) if getattr(w, "description", None) == description)


def buttons(panel: Widget) -> list[str]:
    return [
        w.description for w in every(panel) if isinstance(w, Button) and w.layout.display != "none"
    ]


def by_class(panel: Widget, css: str) -> Any:
    (found,) = (w for w in every(panel) if css in getattr(w, "_dom_classes", ()))
    return found


def texts(panel: Widget) -> str:
    return "\n".join(
        w.value
        for w in every(panel)
        if isinstance(w, HTML) and w.layout.display != "none" and "<style>" not in w.value
    )


def press(panel: TrainingPanel, label: str) -> None:
    control(panel, label).click()


def set_by_person(panel: TrainingPanel, writer: Writer, description: str, value: Any) -> None:
    control(panel, description).value = value
    assert writer.flush()


def wait_for(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)
