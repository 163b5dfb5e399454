"""SweepPanel: what a person sees of a sweep and drives it with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipywidgets import VBox

from densemodel.widgets._progress_line import has_kernel
from densemodel.widgets._reach import Reach
from densemodel.widgets._style import style_widget
from densemodel.widgets._sweep_deeds import SweepDeeds
from densemodel.widgets._sweep_foot import SweepFoot
from densemodel.widgets._sweep_head import SweepHead
from densemodel.widgets._sweep_in_file import SweepInFile
from densemodel.widgets._sweep_moment import moment_of
from densemodel.widgets._sweep_scene import SweepScene, SweepView
from densemodel.widgets._sweep_tabs import SweepTabs
from densemodel.widgets._text import NO_MATHS
from densemodel.widgets._view import close_widgets
from densemodel.widgets._writer import kernel_writer

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.sweeps import SweepEvent
    from densemodel.training import Run
    from densemodel.widgets._sweep_scene import WatchedSweep
    from densemodel.widgets._writer import Writer


class SweepPanel(VBox):  # type: ignore[misc]  # ipywidgets is untyped
    """A panel that starts, stops and shows a sweep. It only arranges views.

    Args:
        sweep: Many runs from one spec.
        on_load: Called with the run of a trial that a person loads; gives the name that it was
            bound to, which the panel says, or None.
        writer: What changes the widgets; the kernel's own if none is given.

    Example:
        >>> panel = SweepPanel(sweep, on_load=lambda run: "digits_trial_7")
    """

    def __init__(
        self,
        sweep: WatchedSweep,
        *,
        on_load: Callable[[Run], str | None] | None = None,
        writer: Writer | None = None,
    ) -> None:
        self.sweep = sweep
        self._writer = writer or kernel_writer()
        self._deeds = SweepDeeds(sweep, self._writer, on_load)
        scene = SweepScene(sweep, self._writer, self._deeds.act)
        head = SweepHead(scene, self._deeds.start, self._deeds.stop)
        self._views: list[SweepView] = [head, SweepTabs(scene), SweepFoot(scene, self._deeds)]
        self._file = SweepInFile(scene)
        # a front end makes only widgets that it is shown, so the answering one has to be among them
        answering = [] if self._writer.taken is None else [self._writer.taken]
        shown = [*(view.widget for view in self._views), self._file.note]
        super().__init__([style_widget(), Reach(), *answering, *shown])
        self.add_class("dm-panel")
        self.add_class("dm-sweep")
        self.add_class(NO_MATHS)
        self._cancel = sweep.on_event(self._on_event)
        self._writer.soon(self._draw)
        self._writer.flush(timeout=2.0)  # so that the first look at it is whole

    @property
    def loaded(self) -> dict[int, Run]:
        """The runs of the trials that were loaded, by their numbers."""
        return dict(self._deeds.loaded)

    def _on_event(self, _: SweepEvent) -> None:
        self._writer.soon(self._draw)

    def _draw(self) -> None:
        moment = moment_of(self.sweep)
        for view in self._views:
            view.draw(moment)

    def __repr__(self) -> str:
        """One line, for places that show no widgets."""
        return f"Sweep panel of {self.sweep.name}: {self.sweep.sentence}"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The widget; as text the line above instead of a list of boxes."""
        bundle = super()._repr_mimebundle_(**kwargs)
        if isinstance(bundle, dict):
            return {**bundle, "text/plain": repr(self)}
        data, metadata = bundle
        return {**data, "text/plain": repr(self)}, metadata

    def _ipython_display_(self) -> None:
        """The panel where a kernel shows widgets, with what stays in the file; else a line."""
        if has_kernel():
            self._file.show(self)
        else:
            print(repr(self))  # noqa: T201

    def keep_in_file(self) -> None:
        """Let the file say at once how the sweep went: it does by itself after its end."""
        self._file.keep()

    def close(self) -> None:
        """Let go of the sweep, which goes on by itself, and close every widget."""
        if self.comm is not None and hasattr(self, "_writer"):
            writer = self._writer
            self._cancel()
            self._file.close()
            del self._writer  # closing the parts comes back here for the panel itself
            shared = writer.taken  # other panels show it too
            self.children: Any = [child for child in self.children if child is not shared]
            for view in self._views:
                view.close()
            close_widgets(self, writer)
        super().close()
