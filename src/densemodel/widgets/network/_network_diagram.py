"""The network diagram widget, and the tab Network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import anywidget
import traitlets
from ipywidgets import HTML, Box

from densemodel.errors import DenseModelError
from densemodel.widgets.network._layer_facts import layer_facts
from densemodel.widgets.network._network_table import network_table, network_table_html
from densemodel.widgets.panel._view import View, ViewContext
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._style import BuiltFile
from densemodel.wording import in_order, read_aloud

if TYPE_CHECKING:
    from densemodel.language import Layer, Spec


MOST_LAYERS = 200
"A longer network is drawn without its middle: more would be slow to draw and nobody reads it."


class NetworkDiagram(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget's base is untyped
    """A network from input to output: units, activations, shapes and parameters of each layer.

    Make one with `of`. Without widgets, its text or HTML table is shown instead.

    Example:
        >>> NetworkDiagram.of(parse("784 -> 50 relu -> 10 softmax"))
    """

    _esm = BuiltFile("network.js")
    _css = BuiltFile("network.css")
    name = traitlets.Unicode("").tag(sync=True)
    description = traitlets.Unicode("").tag(sync=True)
    input_shape = traitlets.List(traitlets.Int()).tag(sync=True)
    layers = traitlets.List(traitlets.Dict()).tag(sync=True)
    left_out_count = traitlets.Int(0).tag(sync=True)
    parameter_count = traitlets.Int(0).tag(sync=True)
    trainable_count = traitlets.Int(0).tag(sync=True)
    table = traitlets.Unicode("")
    table_html = traitlets.Unicode("")

    @classmethod
    def of(cls, spec: Spec, name: str = "") -> NetworkDiagram:
        """The diagram of a spec.

        Args:
            spec: What was written.
            name: What the network is called; the spec's own name if empty.

        Raises:
            DenseModelError: The front end was never built.
        """
        shown, left_out = _ends(spec.layers)
        diagram: NetworkDiagram = cls(
            name=in_order(name or spec.name or ""),
            description=read_aloud(spec.network_text),
            input_shape=list(spec.input_shape),
            layers=[layer_facts(layer) for layer in shown],
            left_out_count=left_out,
            parameter_count=spec.parameter_count,
            trainable_count=sum(layer.trainable_count for layer in spec.layers),
            table=network_table(spec),
            table_html=network_table_html(spec),
        )
        return diagram

    def __repr__(self) -> str:
        """The table."""
        return str(self.table) or object.__repr__(self)

    _ipython_display_ = None
    "ipywidgets 7 has one, which would take the place of the bundle."

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """The widget, and the table for terminals, files and pages without widgets."""
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle
        return {**data, "text/plain": repr(self), "text/html": self.table_html}, metadata


def _ends(layers: tuple[Layer, ...]) -> tuple[tuple[Layer, ...], int]:
    """The drawn layers, and the number of those left out in the middle."""
    left_out = max(0, len(layers) - MOST_LAYERS)
    if not left_out:
        return layers, 0
    half = MOST_LAYERS // 2
    return layers[:half] + layers[-half:], left_out


class NetworkView(View):
    """Layers with units, activations, shapes and parameters."""

    title: ClassVar[str] = "Network"

    def __init__(self, scene: ViewContext) -> None:
        super().__init__(scene)
        try:
            shown = NetworkDiagram.of(scene.run.spec)
        except DenseModelError:  # a source checkout whose front end was never built
            shown = HTML(network_table_html(scene.run.spec))
        self.widget = styled(Box([shown]), "dm-network-tab")
