"""The network diagram widget, and the tab Network."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, ClassVar

import anywidget
import traitlets
from ipywidgets import HTML, Box

from densemodel.errors import DenseModelError
from densemodel.widgets.network._network_table import network_table, network_table_html
from densemodel.widgets.network._picture_columns import (
    FIRST_SHOWN,
    LAST_SHOWN,
    MOST_AT_ONCE,
    gap_column,
    picture_columns,
)
from densemodel.widgets.panel._view import View, ViewContext
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._style import BuiltFile
from densemodel.wording import counted, in_order, memory, read_aloud

if TYPE_CHECKING:
    from densemodel.language import Spec
    from densemodel.widgets.network._picture_columns import PictureColumn


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
    description = traitlets.Unicode("").tag(sync=True)
    "The network as text, for screen readers."
    summary = traitlets.Unicode("").tag(sync=True)
    columns = traitlets.List(traitlets.Dict()).tag(sync=True)
    fold = traitlets.Dict().tag(sync=True)
    "How a long network is shown at first: `first` and `last` columns with a `gap` between them."
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
        shown = in_order(name or spec.name or "")
        text, half = read_aloud(spec.network_text), MOST_LAYERS // 2
        fold = {}
        if len(spec.layers) > MOST_AT_ONCE:
            gap = _facts(gap_column(spec, FIRST_SHOWN, LAST_SHOWN))
            fold = {"first": 1 + FIRST_SHOWN, "last": LAST_SHOWN, "gap": gap}
        diagram: NetworkDiagram = cls(
            description=f"{shown}: {text}" if shown else text,
            summary=f"{shown} · {_summary(spec)}" if shown else _summary(spec),
            columns=[_facts(each) for each in picture_columns(spec, MOST_LAYERS, half, half)],
            fold=fold,
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


def _facts(column: PictureColumn) -> dict[str, Any]:
    """A column for the front end, `Column` in `js/`."""
    facts = asdict(column)
    for name in ("form", "sizes", "kernel"):
        del facts[name]
    return {**facts, "holds_words": column.holds_words}


def _summary(spec: Spec) -> str:
    """`3 layers · 42,310 parameters · 169 kB`."""
    count = spec.parameter_count
    trainable = sum(layer.trainable_count for layer in spec.layers)
    counts = (
        f"{counted(len(spec.layers), 'layer')} · {counted(count, 'parameter')} · {memory(count)}"
    )
    return counts if trainable == count else f"{counts} ({trainable:,} trainable)"


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
