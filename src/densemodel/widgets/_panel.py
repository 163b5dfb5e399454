"""TrainingPanel: what a person sees of a run and drives it with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipywidgets import VBox

from densemodel.training import Run, prepare
from densemodel.widgets._header import Header
from densemodel.widgets._panel_in_file import PanelInFile
from densemodel.widgets._reach import Reach
from densemodel.widgets._style import style_widget
from densemodel.widgets._summary import Summary
from densemodel.widgets._tabs import Tabs
from densemodel.widgets._text import NO_MATHS
from densemodel.widgets._view import Scene, View, close_widgets
from densemodel.widgets._writer import kernel_writer

if TYPE_CHECKING:
    from densemodel.spec import Spec
    from densemodel.widgets._writer import Writer


class TrainingPanel(VBox):  # type: ignore[misc]  # ipywidgets is untyped
    """A panel that starts, stops and shows a run. It only arranges views.

    Args:
        spec_or_run: A run, or a spec (or its text) that is made ready here, not started.
        x: Rows, if a spec is given.
        y: Their labels.
        validation_data: A pair (x, y) to validate on.
        test_data: A pair (x, y) that is scored when the run ends.
        goal: Where a target line stands in the curves of the first metric.
        name: What the run is called, if a spec is given.
        reason_not_ready: A sentence that stands in place of Start.
        writer: What changes the widgets; the kernel's own if none is given.

    Raises:
        SpecError: The text is not a spec.
        DataError: x or y is missing.

    Example:
        >>> dm.TrainingPanel("784 -> 50 relu -> 10 softmax", x_train, y_train)
    """

    def __init__(
        self,
        spec_or_run: Run | Spec | str,
        x: Any = None,
        y: Any = None,
        *,
        validation_data: Any = None,
        test_data: Any = None,
        goal: float | None = None,
        name: str = "model",
        reason_not_ready: str | None = None,
        writer: Writer | None = None,
    ) -> None:
        self.run = (
            spec_or_run
            if isinstance(spec_or_run, Run)
            else prepare(
                spec_or_run,
                x,
                y,
                name=name,
                validation_data=validation_data,
                test_data=test_data,
            )
        )
        scene = Scene(self.run, writer or kernel_writer(), goal, reason_not_ready)
        self._writer = scene.writer
        self._file = PanelInFile(self.run)
        self._views: list[View] = [Header(scene), Tabs(scene), Summary(scene)]
        # a front end makes only widgets that it is shown, so the answering one has to be among them
        answering = [] if scene.writer.taken is None else [scene.writer.taken]
        shown = [view.widget for view in self._views]
        super().__init__([style_widget(), Reach(), *answering, *shown])
        self.add_class("dm-panel")
        self.add_class(NO_MATHS)
        scene.writer.flush(timeout=2.0)  # so that the first look at it is whole

    def __repr__(self) -> str:
        """One line, for places that show no widgets."""
        return f"Training panel of {self.run.name}: {self.run.sentence}"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The widget; as text the line above instead of a list of boxes."""
        bundle = super()._repr_mimebundle_(**kwargs)
        if isinstance(bundle, dict):
            return {**bundle, "text/plain": repr(self)}
        data, metadata = bundle
        return {**data, "text/plain": repr(self)}, metadata

    def _ipython_display_(self) -> None:
        """The panel where a kernel shows widgets, with what stays in the file; else a line."""
        from IPython import get_ipython

        if hasattr(get_ipython(), "kernel"):
            self._file.show(self)
        else:
            print(repr(self))  # noqa: T201

    def keep_in_file(self) -> None:
        """Let the file say at once how the run went: it does by itself a moment after its end."""
        self._file.keep()

    def close(self) -> None:
        """Let go of the run, which goes on by itself, and close every widget."""
        if self.comm is not None and hasattr(self, "_writer"):
            writer = self._writer
            self._file.close()
            del self._writer  # closing the parts comes back here for the panel itself
            shared = writer.taken  # other panels show it too
            self.children: Any = [child for child in self.children if child is not shared]
            for view in self._views:
                view.close()
            close_widgets(self, writer)
        super().close()
