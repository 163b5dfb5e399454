"""TrainingPanel: what a person sees of a run and drives it with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.training import Run, prepare
from densemodel.widgets.panel._kept_panel import KeptPanel
from densemodel.widgets.panel._progress_line import has_kernel, tell_for_panel
from densemodel.widgets.panel._view import Scene, View, close_widgets
from densemodel.widgets.panel._wishes import wishes_for
from densemodel.widgets.runtime._reach import Reach
from densemodel.widgets.runtime._style import style_widget
from densemodel.widgets.runtime._writer import kernel_writer
from densemodel.widgets.training._advice import Advice
from densemodel.widgets.training_panel._header import Header
from densemodel.widgets.training_panel._panel_in_file import PanelInFile
from densemodel.widgets.training_panel._summary import Summary
from densemodel.widgets.training_panel._tabs import Tabs
from densemodel.wording import NO_MATHS

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.language import Spec
    from densemodel.widgets.runtime._writer import Writer


class TrainingPanel(KeptPanel):
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
        on_new_run: Called with the run that takes the place of the first one, where an offer that
            a person took, such as `scale / 255`, makes it another network.
        writer: What changes the widgets; the kernel's own if none is given.

    Raises:
        SpecError: The text is not a spec.
        DataError: x or y is missing.

    Example:
        >>> dm.TrainingPanel("784 -> 50 relu -> 10 softmax", x_train, y_train)
    """

    _file: PanelInFile

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
        on_new_run: Callable[[Run], object] = lambda _: None,
        writer: Writer | None = None,
    ) -> None:
        run = (
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
        self._writer = writer or kernel_writer()
        self._goal = goal
        self._on_new_run = on_new_run
        # a front end makes only widgets that it is shown, so the answering one has to be among them
        answering = [] if self._writer.taken is None else [self._writer.taken]
        self._fixed = [style_widget(), Reach(), *answering]
        self._show_run(run, reason_not_ready)
        super().__init__([*self._fixed, *self._shown])
        self.add_class("dm-panel")
        self.add_class(NO_MATHS)
        self._writer.flush(timeout=2.0)  # so that the first look at it is whole

    def _show_run(self, run: Run, reason_not_ready: str | None = None) -> None:
        """Make the views of a run."""
        self.run = run
        scene = Scene(run, self._writer, self._goal, reason_not_ready)
        self._cancel_hand_over = wishes_for(run).on_hand_over(self._take_over)
        tabs = Tabs(scene)
        self._file = PanelInFile(scene, tabs.stills)
        tabs.keep = self._file.keep_soon
        self._views: list[View] = [Header(scene), Advice(scene), tabs, Summary(scene)]
        self._hush: Callable[[], None] | None = None
        if not has_kernel():
            self._hush = tell_for_panel(run)

    @property
    def _shown(self) -> list[Any]:
        return [*(view.widget for view in self._views), self._file.note]

    def _take_over(self, run: Run) -> None:
        """Show another run of the same data in place of the one that is shown."""
        self._cancel_hand_over()
        old, file, hush = self._views, self._file, self._hush
        self._show_run(run)
        if hush is not None:
            hush()
        self._file.take_up(file)
        self._writer.put(self, children=[*self._fixed, *self._shown])
        self._writer.flush(timeout=2.0)
        for view in old:
            view.close()
        close_widgets(file.note, self._writer)
        self._on_new_run(run)

    def __repr__(self) -> str:
        """One line, for places that show no widgets."""
        return f"Training panel of {self.run.name}: {self.run.sentence}"

    def _let_go(self) -> None:
        self._cancel_hand_over()
        if self._hush is not None:
            self._hush()
        for view in self._views:
            view.close()
