"""Adds keyboard and screen reader support that ipywidgets lacks."""

from __future__ import annotations

import anywidget
import traitlets

from densemodel.widgets.runtime._style import front_end_if_built


class Accessibility(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget's base is untyped
    """An invisible widget that names its panel's sliders, keeps their keys, and handles Escape."""

    _esm = traitlets.Unicode().tag(sync=True)

    def __init__(self) -> None:
        super().__init__()
        self.add_class("dm-style")  # it has nothing to show

    @traitlets.default("_esm")  # type: ignore[untyped-decorator]
    def _read_script(self) -> str:
        return front_end_if_built("accessibility.js")
