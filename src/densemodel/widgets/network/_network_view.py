"""The tab Network: the diagram, or its table where the front end cannot draw it."""

from __future__ import annotations

from typing import ClassVar

from ipywidgets import HTML, Box

from densemodel.errors import DenseModelError
from densemodel.widgets.network._network_diagram import NetworkDiagram
from densemodel.widgets.network._network_table import network_table_html
from densemodel.widgets.panel._view import Scene, View


class NetworkView(View):
    """Layers with units, activations, shapes and parameters."""

    title: ClassVar[str] = "Network"

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        try:
            shown = NetworkDiagram.of(scene.run.spec)
        except DenseModelError:  # a source checkout whose front end was never built
            shown = HTML(network_table_html(scene.run.spec))
        self.widget = Box([shown])
        self.widget.add_class("dm-network-tab")
