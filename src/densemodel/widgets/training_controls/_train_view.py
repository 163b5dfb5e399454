"""The tab Train: controls beside the curves, and the progress bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ipywidgets import HTML, Box, FloatProgress, VBox

from densemodel.widgets.charts._curves import Curves
from densemodel.widgets.panel._progress_line import COMPILING, left_words, progress_markup
from densemodel.widgets.panel._view import View, ViewContext
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._compat import with_tooltip
from densemodel.widgets.training_controls._controls import Controls
from densemodel.wording import duration, rounded

if TYPE_CHECKING:
    from densemodel.training import Event, Progress, Run


class ProgressView(View):
    """The progress bar, with epoch, time per epoch, steps per second, and time left or taken."""

    def __init__(self, scene: ViewContext) -> None:
        super().__init__(scene)
        bar = FloatProgress(
            value=self._share(), min=0.0, max=1.0, **with_tooltip(FloatProgress, "Progress")
        )
        self._bar = styled(bar, "dm-bar")
        self._words = styled(HTML(self._text()), "dm-progress-words")
        self.widget = styled(VBox([self._bar, self._words]), "dm-progress")
        self.follow()

    def _share(self) -> float:
        progress = self.run.progress
        return 0.0 if progress is None else progress.share

    def _text(self) -> str:
        return progress_markup(self.run, progress_words(self.run))

    def on_event(self, event: Event) -> None:  # noqa: ARG002 - any event may move it
        """Show the run's progress."""
        self.show()

    def show(self) -> None:
        """Show the run's progress in the current plan."""
        self.soon(self._draw)

    def _draw(self) -> None:
        self.put(self._bar, value=self._share())
        self.put(self._words, value=self._text())


def progress_words(run: Run) -> list[str]:
    """The text below the bar; empty before the first start."""
    progress = run.progress
    if progress is None or run.state in ("ready", "waiting") or not progress.seconds:
        return []
    is_running = run.state in ("running", "stopping")
    words = [_place(progress, is_running=is_running)]
    if is_running and progress.compiling:
        return [*words, COMPILING]
    if progress.epoch_seconds is not None:
        words.append(f"{duration(progress.epoch_seconds)} an epoch")
    if progress.steps_per_second is not None:
        words.append(f"{rounded(progress.steps_per_second, 2)} steps a second")
    rest = left_words(progress) if is_running else f"{duration(progress.seconds)} in all"
    return [*words, *filter(None, [rest])]


def _place(progress: Progress, *, is_running: bool) -> str:
    if progress.epochs is None:
        return f"step {progress.total_steps:,} of {progress.planned_steps:,}"
    current = progress.epoch + 1 if is_running or progress.step else progress.epoch
    place = f"epoch {min(current, progress.epochs):,} of {progress.epochs:,}"
    return f"{place}, validating" if progress.validating and is_running else place


class TrainView(View):
    """Arranges the controls, the curves and the progress bar."""

    title: ClassVar[str] = "Train"

    def __init__(self, scene: ViewContext) -> None:
        super().__init__(scene)
        progress, curves = ProgressView(scene), Curves(scene)
        controls = Controls(scene, progress.show)
        self._views: list[View] = [controls, curves, progress]
        right = styled(VBox([curves.widget, progress.widget]), "dm-right")
        self.widget = styled(Box([controls.widget, right]), "dm-train")

    def set_shown(self, *, is_shown: bool) -> None:
        """Pause the views while another tab is open."""
        super().set_shown(is_shown=is_shown)
        for view in self._views:
            view.set_shown(is_shown=is_shown)

    def close(self) -> None:
        """Close the views with the tab."""
        for view in self._views:
            view.close()
        super().close()
