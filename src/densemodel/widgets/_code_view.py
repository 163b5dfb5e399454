"""The tab Keras code: the spec and the script that builds the same model without us."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ipywidgets import HTML

from densemodel.network import keras_code
from densemodel.training import RunStarted
from densemodel.widgets._text import text_area
from densemodel.widgets._view import Scene, View

if TYPE_CHECKING:
    from densemodel.training import Event, Run


class CodeView(View):
    """Two texts to copy."""

    title: ClassVar[str] = "Keras code"

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self.widget = HTML(code_text(scene.run))
        self.widget.add_class("dm-codes")
        self.follow()

    def on_event(self, event: Event) -> None:
        """Write them anew when the run begins with other settings."""
        if isinstance(event, RunStarted):
            self.put(self.widget, value=code_text(self.run))


def code_text(run: Run) -> str:
    """The spec in one line, then the script."""
    bound = run.bound
    task, counts = (None, ()) if bound is None else (bound.task, bound.class_counts or ())
    code = keras_code(run.spec, task, class_counts=counts)
    return text_area(str(run.spec), "Spec", 2) + text_area(
        code, "Keras script", code.count("\n") + 1
    )
