"""The classes of ipywidgets of which panels are made, with one layout and one style for all.

A page loses messages that come in thousands: a server lets a kernel send 1,000 a second, and a
socket drops what is read too slowly. ipywidgets announces each widget to the page, with a layout
and often a style of its own, and then each of its CSS classes: 550 messages for a new panel, of
which 100 are left. So what is hidden is hidden by a class, and only what has a size of its own has
a layout of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import anywidget
import ipywidgets
import traitlets

from densemodel.widgets.runtime._compat import new_comm, open_again

if TYPE_CHECKING:
    from collections.abc import Callable


WidgetT = TypeVar("WidgetT")

HIDDEN = "dm-hidden"
"""The CSS class of a hidden widget."""

_SHARED: dict[Callable[[], Any], Any] = {}


def shared(make: Callable[[], WidgetT]) -> WidgetT:
    """The kernel's one widget of this class or function; no panel closes it."""
    found = _SHARED.get(make)
    if found is None or found.comm is None:  # a person may close all widgets
        found = _SHARED[make] = make()
    return found


def shared_ids() -> set[int]:
    """The `id` of each widget that other panels may show, too."""
    return {id(widget) for widget in list(_SHARED.values())}


def visibility(widget: Any, is_shown: object) -> dict[str, tuple[str, ...]]:
    """The traits that show or hide a widget."""
    classes = tuple(css for css in widget._dom_classes if css != HIDDEN)  # noqa: SLF001
    return {"_dom_classes": classes if is_shown else (*classes, HIDDEN)}


class PanelPart(traitlets.HasTraits):  # type: ignore[misc]  # traitlets are untyped here
    """A widget with the layout and the style of all such, unless it is given its own.

    The page hears of it when something that is shown refers to it, in one message: with the classes
    and values that it has by then.
    """

    comm: Any
    is_pending = False
    "Whether the page has not heard of it."

    def open(self) -> None:
        """Be known by an id."""
        if self.comm is None:
            self.comm = new_comm()
            self.is_pending = self.comm is not None
        super().open()

    def close(self) -> None:
        """Close it, on the page if that has heard of it."""
        self.is_pending = False  # closing asks for the id
        super().close()

    def send_state(self, key: Any = None) -> None:
        """Send values to the page, if that has heard of it; it hears of it with all of them."""
        if not self.is_pending:
            super().send_state(key)

    @property
    def model_id(self) -> str:
        """The id, which is asked for by what refers to it."""
        if self.is_pending:
            open_again(self)
        return str(self.comm.comm_id)

    @traitlets.default("layout")  # type: ignore[untyped-decorator]
    def _shared_layout(self) -> Any:
        return shared(self.traits()["layout"].klass)

    @traitlets.default("style")  # type: ignore[untyped-decorator]
    def _shared_style(self) -> Any:
        return shared(self.traits()["style"].klass)


class HTML(PanelPart, ipywidgets.HTML):  # type: ignore[misc]
    """A text."""


class Box(PanelPart, ipywidgets.Box):  # type: ignore[misc]
    """Widgets in a place."""


class HBox(PanelPart, ipywidgets.HBox):  # type: ignore[misc]
    """Widgets beside one another."""


class VBox(PanelPart, ipywidgets.VBox):  # type: ignore[misc]
    """Widgets below one another."""


class Tab(PanelPart, ipywidgets.Tab):  # type: ignore[misc]
    """Pages of which one is shown."""


class Button(PanelPart, ipywidgets.Button):  # type: ignore[misc]
    """A button."""


class ToggleButton(PanelPart, ipywidgets.ToggleButton):  # type: ignore[misc]
    """A button that stays pressed."""


class ToggleButtons(PanelPart, ipywidgets.ToggleButtons):  # type: ignore[misc]
    """A choice of a few."""


class Dropdown(PanelPart, ipywidgets.Dropdown):  # type: ignore[misc]
    """A choice of several."""


class SelectionSlider(PanelPart, ipywidgets.SelectionSlider):  # type: ignore[misc]
    """A slider over choices."""


class BoundedIntText(PanelPart, ipywidgets.BoundedIntText):  # type: ignore[misc]
    """A field for a number."""


class FloatProgress(PanelPart, ipywidgets.FloatProgress):  # type: ignore[misc]
    """A progress bar."""


class AnyWidget(PanelPart, anywidget.AnyWidget):  # type: ignore[misc]
    """A widget with a script of its own."""
