"""The tab Keras code: the spec and a Keras script that builds the same model."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from densemodel.network import keras_code
from densemodel.training import RunStarted, StateChanged
from densemodel.widgets.panel._view import View, ViewContext
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._give_button import GiveButton
from densemodel.widgets.runtime._parts import HTML, HBox, VBox
from densemodel.wording import text_area

if TYPE_CHECKING:
    from densemodel.training import Event, Run


class CodeView(View):
    title: ClassVar[str] = "Keras code"
    is_under_more = True

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        self._spec = context.run.spec
        script = keras_script(context.run)
        self._texts = styled(HTML(code_text(context.run, script)), "dm-codes")
        tooltip = "Copy the Keras script to the clipboard"
        self._copy = GiveButton.copy("Copy the script", script, tooltip=tooltip)
        buttons = styled(HBox([self._copy]), "dm-exports")
        self.widget = styled(VBox([buttons, self._texts]), "dm-code-tab")
        self.follow()

    def on_event(self, event: Event) -> None:
        """Update them when the run continues with other settings."""
        if isinstance(event, RunStarted | StateChanged) or self.run.spec is not self._spec:
            self.soon(self._draw)

    def set_shown(self, *, is_shown: bool) -> None:
        """Update when it becomes visible: settings may have changed."""
        super().set_shown(is_shown=is_shown)
        if is_shown:
            self.soon(self._draw)

    def _draw(self) -> None:
        if self.run.spec is self._spec:
            return
        self._spec = self.run.spec
        script = keras_script(self.run)
        self.put(self._texts, value=code_text(self.run, script))
        self.put(self._copy, text=script)


def keras_script(run: Run) -> str:
    bound = run.bound
    task, counts = (None, ()) if bound is None else (bound.task, bound.class_counts or ())
    # a given model has its own metrics
    model = None if run.can_recompile else run.model
    return keras_code(run.spec, task, class_counts=counts, model=model)


def code_text(run: Run, script: str) -> str:
    rows = script.count("\n") + 1
    return text_area(str(run.spec), "Spec", 2) + text_area(script, "Keras script", rows)
