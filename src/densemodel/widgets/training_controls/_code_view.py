"""The tab Keras code: the spec and a Keras script that builds the same model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from densemodel.network import keras_code
from densemodel.training import Adjusted, RunStarted, StateChanged
from densemodel.widgets.panel._view import View, ViewContext
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._give_button import GiveButton
from densemodel.widgets.runtime._parts import HTML, HBox, VBox
from densemodel.wording import text_area

if TYPE_CHECKING:
    from densemodel.training import Run


class CodeView(View):
    title: ClassVar[str] = "Keras code"
    is_under_more = True

    changes_with = RunStarted, StateChanged, Adjusted

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        tooltip = "Copy the Keras script to the clipboard"
        copy = GiveButton.copy("Copy the script", "", tooltip=tooltip)
        texts = styled(HTML(), "dm-codes")
        buttons = styled(HBox([copy]), "dm-exports")
        self.begin(styled(VBox([buttons, texts]), "dm-code-tab"), texts=texts, copy=copy)

    def state(self) -> dict[str, Any]:
        """The texts of now: a run may continue with other settings."""
        script = keras_script(self.run)
        return {"texts": {"value": code_text(self.run, script)}, "copy": {"text": script}}


def keras_script(run: Run) -> str:
    bound = run.bound
    task, counts = (None, ()) if bound is None else (bound.task, bound.class_counts or ())
    # a given model has its own metrics
    model = None if run.can_recompile else run.model
    return keras_code(run.spec, task, class_counts=counts, model=model)


def code_text(run: Run, script: str) -> str:
    rows = script.count("\n") + 1
    return text_area(str(run.spec), "Spec", 2) + text_area(script, "Keras script", rows)
