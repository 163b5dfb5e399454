"""A network as a diagram, the tab that shows it, and as a table like Keras's `summary`."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import anywidget
import traitlets
from ipywidgets import HTML, Box

from densemodel.charts import TextTable
from densemodel.errors import DenseModelError
from densemodel.widgets.network._layer_facts import PUT_IN, layer_facts, shape_words
from densemodel.widgets.panel._view import View, ViewContext
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._style import BuiltFile
from densemodel.wording import element, in_order, read_aloud

if TYPE_CHECKING:
    from ipywidgets import DOMWidget

    from densemodel.language import Spec


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
        """The diagram of a spec; without another name it has the spec's own.

        Raises:
            DenseModelError: The front end was never built.
        """
        left_out = max(0, len(spec.layers) - MOST_LAYERS)
        half = MOST_LAYERS // 2
        shown = spec.layers[:half] + spec.layers[-half:] if left_out else spec.layers
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


def drawing_of(spec: Spec, name: str = "") -> DOMWidget:
    """The diagram of a spec; a table in a source checkout whose front end was never built."""
    try:
        return NetworkDiagram.of(spec, name)
    except DenseModelError:
        return HTML(network_table_html(spec))


class NetworkView(View):
    """Layers with units, activations, shapes and parameters."""

    title: ClassVar[str] = "Network"

    def __init__(self, scene: ViewContext) -> None:
        super().__init__(scene)
        self.widget = styled(Box([drawing_of(scene.run.spec)]), "dm-network-tab")


BYTES_PER_PARAMETER = 4  # float32
MOST_ROWS = 100
"A longer network is shown by its ends."


class _Row(NamedTuple):
    layer: str
    words: str
    output: str
    parameters: str


_HEADINGS = _Row("Layer", "", "Output", "Parameters")
_GAP = "  "
_TEXT_LOOK = 'style="text-align:left;padding:2px 14px 2px 0"'
_NUMBER_LOOK = 'style="text-align:right;padding:2px 14px 2px 0;white-space:nowrap"'
_LOOKS = _TEXT_LOOK, _TEXT_LOOK, _NUMBER_LOOK, _NUMBER_LOOK
_WIDEST = 80
"Columns of a terminal: long options go on below."
_NARROWEST_WORDS = 20
_INDENT = "  "


def network_table(spec: Spec) -> str:
    """The network as lines of text, one for each layer.

    Returns:
        A heading, the input, every layer with its output shape and parameters, and the totals.
        The middle of a network of more than 100 layers is left out, and that is said.

    Example:
        >>> print(network_table(parse("784 -> 50 relu -> 10 softmax")))
    """
    rows = [_HEADINGS, *_rows(spec, "x")]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    gaps = len(_GAP) * (len(widths) - 1)
    widths[1] = min(widths[1], max(_NARROWEST_WORDS, _WIDEST - gaps - sum(widths) + widths[1]))
    rule = "-" * (sum(widths) + gaps)
    head, *body = (line for row in rows for line in _lines(row, widths))
    name = [spec.name] if spec.name else []
    return "\n".join([*name, head, rule, *body, rule, network_totals(spec)])


def network_table_html(spec: Spec, *, is_named: bool = True) -> str:
    """The table as HTML with escaped texts, for pages without widgets."""
    table = TextTable(_HEADINGS, _rows(spec, "×"), looks=_LOOKS)
    html = table.html(caption=spec.name or "" if is_named else "")
    return f"<div>{html}{element('p', network_totals(spec))}</div>"


def network_totals(spec: Spec) -> str:
    """The number of parameters and their size, and the trainable ones if not all are."""
    trainable = sum(layer.trainable_count for layer in spec.layers)
    total = f"{spec.parameter_count:,} parameters, {_size(spec.parameter_count)}"
    return total if trainable == spec.parameter_count else f"{total}; {trainable:,} trainable"


def _rows(spec: Spec, times: str) -> list[_Row]:
    """The rows of the input and the layers; `times` separates the sizes of a shape."""
    first = _Row("Input", "", shape_words(spec.input_shape, times), "")
    rows = [
        _Row(
            layer.kind,
            f"({PUT_IN})" if layer.is_put_in else layer.text,
            shape_words(layer.output_shape, times),
            f"{layer.parameter_count:,}",
        )
        for layer in spec.layers
    ]
    hidden = max(0, len(rows) - MOST_ROWS)
    if not hidden:
        return [first, *rows]
    half = MOST_ROWS // 2
    inside = sum(layer.parameter_count for layer in spec.layers[half:-half])
    gap = _Row(f"... {hidden:,} more layers", "", "", f"{inside:,}")
    return [first, *rows[:half], gap, *rows[-half:]]


def _lines(row: _Row, widths: list[int]) -> list[str]:
    """A row, with texts that don't fit on lines below it."""
    first, *more = wrap(row.words, widths[1], subsequent_indent=_INDENT) or [""]
    below = (_Row("", words, "", "") for words in more)
    return [_line(part, widths) for part in (row._replace(words=first), *below)]


def _line(row: _Row, widths: list[int]) -> str:
    words = (text.ljust(width) for text, width in zip(row[:2], widths[:2], strict=True))
    numbers = (text.rjust(width) for text, width in zip(row[2:], widths[2:], strict=True))
    return _GAP.join([*words, *numbers])


def _size(parameters: int) -> str:
    """A size in decimal units: 42,310 parameters are 169 kB."""
    size = float(parameters * BYTES_PER_PARAMETER)
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:  # noqa: PLR2004  # the step between two units
            return f"{size:.3g} {unit}" if unit != "bytes" else f"{size:.0f} bytes"
        size /= 1000
    return f"{size:,.3g} GB"
