"""A network as a diagram, the tab that shows it, and as a table like Keras's `summary`."""

from __future__ import annotations

from dataclasses import asdict
from textwrap import wrap
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import traitlets

from densemodel.charts import TextTable
from densemodel.language import COLUMNS
from densemodel.widgets.network._layer_facts import (
    PUT_IN,
    base_of,
    encoding_words,
    layer_words,
    shape_words,
    table_words,
)
from densemodel.widgets.network._picture_columns import (
    FIRST_SHOWN,
    LAST_SHOWN,
    MOST_AT_ONCE,
    gap_column,
    picture_columns,
)
from densemodel.widgets.panel._view import View, ViewContext
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._parts import AnyWidget, Box
from densemodel.widgets.runtime._style import BuiltFile
from densemodel.wording import counted, element, in_order, number, read_aloud

if TYPE_CHECKING:
    from densemodel.language import Layer, Spec
    from densemodel.widgets.network._picture_columns import PictureColumn


MOST_LAYERS = 200
"A longer network is drawn without its middle: more would be slow to draw and nobody reads it."


class NetworkDiagram(AnyWidget):
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
        """The diagram of a spec; without another name it has the spec's own."""
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
    parts = (
        counted(len(spec.layers), "layer"),
        counted(count, "parameter"),
        number(4 * count, "size"),
    )
    counts = " · ".join(parts)
    return counts if trainable == count else f"{counts} ({trainable:,} trainable)"


class NetworkView(View):
    """Layers with units, activations, shapes and parameters."""

    title: ClassVar[str] = "Network"
    changes_with = ()

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        self.begin(styled(Box([NetworkDiagram.of(context.run.spec)]), "dm-network-tab"))


MOST_ROWS = 100
"A longer network is shown by its ends."


class _Row(NamedTuple):
    layer: str
    words: str
    output: str
    parameters: str


_HEADINGS = _Row("Layer", "", "Output", "Parameters")
_GAP = "  "
_TEXT_ATTRIBUTES = 'style="text-align:left;padding:2px 14px 2px 0"'
_NUMBER_ATTRIBUTES = 'style="text-align:right;padding:2px 14px 2px 0;white-space:nowrap"'
_COLUMN_ATTRIBUTES = _TEXT_ATTRIBUTES, _TEXT_ATTRIBUTES, _NUMBER_ATTRIBUTES, _NUMBER_ATTRIBUTES


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
    # a terminal has 80 columns: long options go on below
    widths[1] = min(widths[1], max(20, 80 - gaps - sum(widths) + widths[1]))
    rule = "-" * (sum(widths) + gaps)
    head, *body = (line for row in rows for line in _lines(row, widths))
    name = [spec.name] if spec.name else []
    return "\n".join([*name, head, rule, *body, rule, network_totals(spec)])


def network_table_html(spec: Spec, *, is_named: bool = True) -> str:
    """The table as HTML with escaped texts, for pages without widgets."""
    name = spec.name or "" if is_named else ""
    table = TextTable(_HEADINGS, _rows(spec, "×"), _COLUMN_ATTRIBUTES, title=name)
    return f"<div>{table.html()}{element('p', network_totals(spec))}</div>"


def network_totals(spec: Spec) -> str:
    """The number of parameters and their size, and the trainable ones if not all are."""
    trainable = sum(layer.trainable_count for layer in spec.layers)
    total = f"{spec.parameter_count:,} parameters, {number(4 * spec.parameter_count, 'size')}"
    return total if trainable == spec.parameter_count else f"{total}; {trainable:,} trainable"


def _rows(spec: Spec, times: str) -> list[_Row]:
    """The rows of the input and the layers; `times` separates the sizes of a shape."""
    columns, encodings = table_words(spec), ", ".join(encoding_words(spec))
    words = f"table, {columns}" if columns else ""
    first = _Row("Input", words, shape_words(spec.input_shape, times), "")
    rows = [
        _Row(
            layer.kind if base_of(layer) is None else layer_words(layer)[0],
            _layer_text(layer, encodings),
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


def _layer_text(layer: Layer, encodings: str) -> str:
    if layer.kind == COLUMNS and encodings:
        return encodings
    return f"({PUT_IN})" if layer.is_put_in else layer.text


def _lines(row: _Row, widths: list[int]) -> list[str]:
    """A row, with texts that don't fit on lines below it."""
    first, *more = wrap(row.words, widths[1], subsequent_indent="  ") or [""]
    below = (_Row("", words, "", "") for words in more)
    return [_line(part, widths) for part in (row._replace(words=first), *below)]


def _line(row: _Row, widths: list[int]) -> str:
    words = (text.ljust(width) for text, width in zip(row[:2], widths[:2], strict=True))
    numbers = (text.rjust(width) for text, width in zip(row[2:], widths[2:], strict=True))
    return _GAP.join([*words, *numbers])
