"""Lets a keyboard and a screen reader reach what ipywidgets leaves out of their reach."""

from __future__ import annotations

import anywidget
import traitlets

from densemodel.widgets.runtime._style import front_end_if_built


class Accessibility(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget's base is untyped
    """Shows nothing: it gives its panel's sliders their names and keys, and hears Escape."""

    _esm = traitlets.Unicode().tag(sync=True)

    def __init__(self) -> None:
        super().__init__()
        self.add_class("dm-style")  # it has nothing to show

    @traitlets.default("_esm")  # type: ignore[untyped-decorator]
    def _read_script(self) -> str:
        return front_end_if_built("accessibility.js")
