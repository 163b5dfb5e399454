"""What a cell means: its layers, its loss and why, and what was repaired."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, VBox

from densemodel.data import choose_task
from densemodel.errors import DenseModelError
from densemodel.training import metric_words
from densemodel.widgets._curve_data import log_name
from densemodel.widgets._data_sentence import data_sentence, finding_lines
from densemodel.widgets._network_diagram import NetworkDiagram
from densemodel.widgets._network_table import network_table, network_table_html
from densemodel.widgets._style import style_widget
from densemodel.widgets._text import element, paragraphs

if TYPE_CHECKING:
    from densemodel.data import Bound
    from densemodel.spec import KerasCall, Spec


class Echo:
    """A cell's meaning, shown as a drawing in a notebook and as a table in a terminal.

    Args:
        spec: What was written.
        bound: The data that it is bound to; None without data.
        name: What the model is called.

    Example:
        >>> display(Echo(run.spec, run.bound, name="digits"))
    """

    def __init__(self, spec: Spec, bound: Bound | None = None, name: str = "model") -> None:
        self.spec = spec
        self.bound = bound
        self.name = name

    @property
    def lines(self) -> list[str]:
        """The loss and why, what was put in or repaired, and what is offered."""
        task = choose_task(self.spec) if self.bound is None else self.bound.task
        measures = ", ".join(_words(metric) for metric in task.metrics)
        lines = [f"Loss: {_words(task.loss)}, because {task.reason}. Measured: {measures}."]
        lines += self.spec.notes
        if self.bound is not None:
            if not self.bound.refusals:
                lines.append(data_sentence(self.bound))
            lines += finding_lines(self.bound.findings)
            lines += [f"Not ready: {finding.message}" for finding in self.bound.refusals]
        return lines

    def __repr__(self) -> str:
        """The table and the lines, for terminals and logs."""
        return "\n".join([self.name, network_table(self.spec), *self.lines])

    def html(self) -> str:
        """The same for pages that show no widgets."""
        return (
            element("b", self.name)
            + network_table_html(self.spec)
            + paragraphs(self.lines, "dm-line")
        )

    def widget(self) -> VBox:
        """The drawing, with the lines below it."""
        try:
            drawing: Any = NetworkDiagram.of(self.spec)
        except DenseModelError:  # a source checkout whose front end was never built
            drawing = HTML(network_table_html(self.spec))
        said = HTML(paragraphs(self.lines))
        said.add_class("dm-said")
        box = VBox([style_widget(), drawing, said])
        box.add_class("dm-echo")
        return box

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Every form; a front end takes the richest that it can show."""
        bundle = self.widget()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        return {**data, "text/plain": repr(self), "text/html": self.html()}, metadata


def _words(call: KerasCall) -> str:
    """A Keras class in words: `sparse categorical crossentropy`, or by the name it was given."""
    return metric_words(log_name(call))
