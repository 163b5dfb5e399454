"""The tab Curves: the loss of all trials, faint, the best one bold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import bqplot
import numpy as np
from ipywidgets import HTML, Box, HBox, VBox

from densemodel.charts import scaled
from densemodel.widgets.charts._curve_toolbar import toggle
from densemodel.widgets.charts._figure import (
    HEIGHT,
    MARGIN,
    bare_figure,
    curve_line,
    placed,
    plot_words,
    tick_axis,
)
from densemodel.widgets.runtime._changed_only import ChangedOnly
from densemodel.widgets.runtime._style import EARLIER, MUTED, TRAINING, VALIDATION
from densemodel.widgets.sweep._sweep_lines import as_table, lines_of, ranges_of
from densemodel.widgets.sweep._sweep_view import SweepView, SweepViewContext
from densemodel.widgets.sweep._sweep_words import empty_words
from densemodel.wording import capitalised, element

if TYPE_CHECKING:
    from densemodel.charts import AxisRange
    from densemodel.widgets.sweep._sweep_lines import SweepLines
    from densemodel.widgets.sweep._sweep_view import SweepMoment

_MARGIN = {**MARGIN, "right": 104}


class SweepCurvesView(SweepView):
    """Ended trials are grey, training ones blue, the best is bold with a star."""

    title: ClassVar[str] = "Curves"

    def __init__(self, scene: SweepViewContext) -> None:
        super().__init__(scene)
        self._put_new = ChangedOnly(scene.writer.put)
        self._facts: SweepMoment | None = None
        self._x, self._y = (bqplot.LinearScale(min=0.0, max=1.0) for _ in range(2))
        self._axes = [tick_axis(self._x, "bottom"), tick_axis(self._y, "left")]
        both = {"x": self._x, "y": self._y}
        self._ended = curve_line(both, EARLIER, width=1, opacity=0.4)
        self._training = curve_line(both, TRAINING, width=1.4, opacity=0.75)
        self._best = curve_line(both, VALIDATION, width=2.8)
        self._star = plot_words(both, VALIDATION, default_size=19.0, align="middle")
        self._name = plot_words(both, VALIDATION, x_offset=11)
        self._title, self._note = HTML(), HTML()
        self._note.add_class("dm-note")
        self._scale = toggle(["linear", "log"], "log", "The scale of the losses")
        self._scale.observe(lambda _: self._choose(), "value")
        self.widget = VBox([self._head(), Box([placed(self._figure())])])
        self.widget.add_class("dm-sweep-plot")
        self.widget.add_class("dm-curves")

    def _head(self) -> HBox:
        choices = HBox([self._note, self._scale])
        choices.add_class("dm-choices")
        head = HBox([self._title, choices])
        head.add_class("dm-toggles")
        return head

    def _figure(self) -> Any:
        corner = {"x": bqplot.LinearScale(min=0.0, max=1.0), "y": bqplot.LinearScale(min=0, max=1)}
        unit = plot_words(corner, MUTED, x_offset=20, y_offset=16)
        unit.x, unit.y, unit.text = np.array([1.0]), np.array([0.0]), np.array(["epochs"])
        lines = [self._ended, self._training, self._best]
        return bare_figure([*lines, self._star, self._name, unit], self._axes, _MARGIN, HEIGHT)

    def _choose(self) -> None:
        if self._facts is not None and not self.scene.writer.is_writing:
            self.draw(self._facts)
            self.scene.writer.hurry()

    def draw(self, moment: SweepMoment) -> None:
        """Draw the current curves."""
        self._facts = moment
        lines, is_log = lines_of(moment), self._scale.value == "log"
        x, y = ranges_of(lines, is_log=is_log)
        for scale, axis, ends in zip((self._x, self._y), self._axes, (x, y), strict=True):
            self._put_new(scale, min=ends.low, max=ends.high)
            self._put_new(axis, ticks=ends)
        for mark, shown in ((self._ended, lines.ended), (self._training, lines.training)):
            across, values = as_table(shown, is_log=is_log)
            self._put_new(mark, x=across, y=values)
        self._put_best(lines, moment.best_number, x, is_log=is_log)
        self._put_new(self._title, value=element("h4", capitalised(moment.loss_name)))
        self._put_new(self._note, value=element("span", note_on(lines, moment)))

    def _put_best(
        self, lines: SweepLines, number: int | None, x: AxisRange, *, is_log: bool
    ) -> None:
        best = scaled(lines.best, is_log=is_log)
        marker = "circle" if len(best) == 1 else None  # a line of one point is invisible
        self._put_new(self._best, x=best[:, 0], y=best[:, 1], marker=marker)
        end = best[-1:] if len(best) and best[-1, 0] <= x.high else best[:0]
        name = np.array([f"best, trial {number}"] * len(end), dtype=str)
        self._put_new(self._name, x=end[:, 0], y=end[:, 1], text=name)
        star = scaled(np.array([lines.star] if lines.star else []).reshape(-1, 2), is_log=is_log)
        self._put_new(
            self._star, x=star[:, 0], y=star[:, 1], text=np.array(["★"] * len(star), dtype=str)
        )


def note_on(lines: SweepLines, moment: SweepMoment) -> str:
    """A note on curves that are not shown."""
    if not (len(lines.best) or lines.ended or lines.training):
        return empty_words(moment, "Curves come with the first epochs.")
    if lines.left_out:
        count = len(lines.ended) + 1
        return f"The best {count:,} of {count + lines.left_out:,} trials that ended."
    return ""
