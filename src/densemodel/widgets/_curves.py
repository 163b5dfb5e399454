"""Live curves of the loss and the metrics."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import numpy as np
from ipywidgets import HTML, Box, HBox, ToggleButtons, VBox

from densemodel.training import (
    LookDone,
    RunEnded,
    RunStarted,
    StateChanged,
    StepsDone,
    capitalised,
    metric_words,
    rounded,
)
from densemodel.widgets._comm_mend import answer_in_subshells
from densemodel.widgets._curve_data import CurveData
from densemodel.widgets._figure import PLOT_HEIGHT, curve_figure
from densemodel.widgets._text import element
from densemodel.widgets._ticks import AxisRange, epoch_range, linear_range, log_range
from densemodel.widgets._view import Scene, View

if TYPE_CHECKING:
    from densemodel.training import Event, Points

_NAME_HEIGHT = 14
"""Pixels between two lines' names, so that neither covers the other."""
_ABOVE_STAR, _BELOW_STAR = -12, 20
"""Pixels from the best epoch's star to the middle of its words."""
_ALL_LEFT_OUT = element("p", "All values are 0 or below, where a log scale has no place.")
_SOME_LEFT_OUT = "values of 0 and below are not on a log scale"
_MOST_DECADES = 280
"""Beyond these powers of ten a number turns into 0 or into infinity."""


class Curves(View):
    """The figure, the choice of what it shows, and a sentence in its place while it is empty."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self._lock = threading.RLock()
        self._data = CurveData(scene.run)
        self._parts = curve_figure()
        self._scales = {"loss": "log"}  # everything else begins linear
        self._shown = _toggle(["loss"], "loss", "What the curves show")
        self._scale = _toggle(["linear", "log"], "log", "The scale of the values")
        self._empty = HTML()
        self._empty.add_class("dm-empty")
        plot = Box([self._parts.figure, self._empty])
        plot.add_class("dm-plot")
        self._note = HTML(layout={"display": "none"})
        self._note.add_class("dm-note")
        toggles = HBox([self._note, self._shown, self._scale])
        toggles.add_class("dm-toggles")
        self.widget = VBox([toggles, plot])
        self.widget.add_class("dm-curves")
        self._shown.observe(self._choose, "value")
        self._scale.observe(self._choose_scale, "value")
        with self._lock:  # an event that comes meanwhile waits, so that no step counts twice
            self.follow()
            self._data.load()
            self._draw()

    def on_event(self, event: Event) -> None:
        """Add what was trained."""
        with self._lock:
            if isinstance(event, RunStarted) and not event.resumed:
                self._data.clear()
            elif isinstance(event, StepsDone):
                self._data.add_steps(event)
            elif isinstance(event, LookDone):
                self._data.add_look(event.step, event.place, event.logs)
            elif not isinstance(event, StateChanged | RunStarted | RunEnded):
                return
        self.soon(self._draw)

    def _choose(self, _: Any) -> None:
        if not self.scene.writer.is_writing:
            self.soon(self._draw)

    def _choose_scale(self, change: Any) -> None:
        if not self.scene.writer.is_writing:
            with self._lock:
                self._scales[self._shown.value] = change["new"]
            self.soon(self._draw)

    def _draw(self) -> None:
        with self._lock:
            self._draw_all()

    def _draw_all(self) -> None:
        names = self._data.names
        options = tuple((capitalised(metric_words(name)), name) for name in names)
        if self._shown.options != options:
            self.put(self._shown, options=options, value=self._shown.value)
        name = self._shown.value or "loss"
        scale = self._scales.get(name, "linear")
        self.put(self._scale, value=scale)
        goal = self.scene.goal if name == names[min(1, len(names) - 1)] else None
        self._say_what_is_missing(name, is_log=scale == "log")
        self._draw_lines(name, goal, is_log=scale == "log")

    def _say_what_is_missing(self, name: str, *, is_log: bool) -> None:
        """Fill the place of a figure that is empty, or note what a log scale leaves out."""
        lines = self._data.steps(name), self._data.training(name), self._data.validation(name)
        values = np.concatenate([points[:, 1] for points in lines])
        all_left_out = is_log and len(values) > 0 and bool((values <= 0).all())
        words = _ALL_LEFT_OUT if all_left_out else self._empty_words()
        self.put(self._empty, value=words)
        is_empty = self._data.is_empty or all_left_out
        self.put(self._empty.layout, display=None if is_empty else "none")
        some_left_out = is_log and bool((values <= 0).any()) and not all_left_out
        self.put(self._note, value=_SOME_LEFT_OUT if some_left_out else "")
        self.put(self._note.layout, display=None if some_left_out else "none")

    def _empty_words(self) -> str:
        run = self.run
        cannot_start = run.state == "ready" and self.scene.reason_not_ready
        is_refused = run.bound is not None and bool(run.bound.refusals)
        if not run.has_data or is_refused or cannot_start or run.state == "waiting":
            return element("p", "The curves stand here once it trains.")
        if run.state == "ready" and run.bound is None:
            return element("p", "Start trains this network, by Keras's own loop.")
        if run.state == "ready" and run.bound is not None:
            return element("p", f"Start trains this network on {run.bound.training_count:,} rows.")
        return element("p", run.sentence if run.state != "running" else "The first steps are made.")

    def _draw_lines(self, name: str, goal: float | None, *, is_log: bool) -> None:
        parts, data, best = self._parts, self._data, self._data.best(name)
        lines = [
            _scaled(points, is_log=is_log)
            for points in (data.steps(name), data.training(name), data.validation(name))
        ]
        x = epoch_range(max((float(points[-1, 0]) for points in lines if len(points)), default=1))
        y = _value_range(lines, goal, is_log=is_log)
        self._set_axis(parts.x, parts.x_axis, x)
        self._set_axis(parts.y, parts.y_axis, y)
        for mark, points in zip(
            (parts.steps, parts.training, parts.validation), lines, strict=True
        ):
            marker = "circle" if len(points) == 1 else None  # a line of one point is invisible
            self.put(mark, x=points[:, 0], y=points[:, 1], marker=marker)
        self._name_lines(name, lines[1], lines[2], y)
        star = _scaled(np.array([best] if best else []).reshape(-1, 2), is_log=is_log)
        self._mark_best(best, star, x, is_below=_words_below(star, lines[1], y))
        self._mark_goal(goal, is_log=is_log)

    def _set_axis(self, scale: Any, axis: Any, ends: AxisRange) -> None:
        self.put(scale, min=ends.low, max=ends.high)
        self.put(axis, ticks=ends)

    def _name_lines(self, name: str, training: Points, validation: Points, y: AxisRange) -> None:
        """Put each name at its line's end, apart from one another."""
        up, down = _apart(training, validation, PLOT_HEIGHT / (y.high - y.low))
        measured = "rate" if name == "learning_rate" else "training"  # it is measured on no rows
        self._say(self._parts.training_name, training[-1:], measured, y_offset=up)
        watched = "test" if self._data.watches_test else "validation"
        self._say(self._parts.validation_name, validation[-1:], watched, y_offset=down)

    def _say(self, mark: Any, points: Points, text: str, **options: Any) -> None:
        shown = [text] * len(points)
        self.put(mark, x=points[:, 0], y=points[:, 1], text=np.array(shown, dtype=str), **options)

    def _mark_best(
        self, best: tuple[float, float] | None, points: Points, x: AxisRange, *, is_below: bool
    ) -> None:
        words = f"best, {self._data.best_place}: {rounded(best[1])}" if best else ""
        # never to the right of the newest epoch: the names of the lines stand there
        is_right = best is not None and best[0] >= x.high / 2
        self._say(
            self._parts.best_words,
            points,
            words,
            align="end" if is_right else "start",
            x_offset=-8 if is_right else 8,
            y_offset=_BELOW_STAR if is_below else _ABOVE_STAR,
        )
        self._say(self._parts.star, points, "★")
        upright = points[:1, 0].repeat(2)
        self.put(self._parts.best_line, x=upright, y=np.array([0.0, 1.0])[: len(upright)])

    def _mark_goal(self, goal: float | None, *, is_log: bool) -> None:
        points = np.array([[0.0, goal], [1.0, goal]] if goal is not None else []).reshape(-1, 2)
        points = _scaled(points, is_log=is_log)
        self.put(self._parts.goal_line, x=points[:, 0], y=points[:, 1])
        words = "" if goal is None else f"goal {goal:g}"
        self._say(self._parts.goal_name, points[-1:], words)


def _toggle(options: list[str], value: str, label: str) -> ToggleButtons:
    toggle = ToggleButtons(options=options, value=value, tooltips=[label] * len(options))
    toggle.tooltip = label
    answer_in_subshells(toggle)
    return toggle


def _scaled(points: Points, *, is_log: bool) -> Points:
    """The points as they are drawn. bqplot gets logarithms: a log scale cannot hold 0 and below."""
    if not is_log:
        return points
    above = points[points[:, 1] > 0]
    return np.column_stack([above[:, 0], np.log10(above[:, 1]).clip(-_MOST_DECADES, _MOST_DECADES)])


def _value_range(lines: list[Points], goal: float | None, *, is_log: bool) -> AxisRange:
    values = np.concatenate([points[:, 1] for points in lines])
    if goal is not None and not is_log:
        values = np.append(values, goal)
    if goal is not None and is_log and goal > 0:
        values = np.append(values, np.log10(goal))
    if not len(values):
        return linear_range(0.0, 1.0)
    lowest, highest = float(values.min()), float(values.max())
    return log_range(10**lowest, 10**highest) if is_log else linear_range(lowest, highest)


def _words_below(star: Points, training: Points, y: AxisRange) -> bool:
    """Whether the best epoch's number stands below its star: the training line is above it."""
    if not len(star) or not len(training):
        return False
    at, value = star[0]
    has_room = (value - y.low) * PLOT_HEIGHT / (y.high - y.low) > 2 * _BELOW_STAR
    return bool(has_room and np.interp(at, training[:, 0], training[:, 1]) > value)


def _apart(training: Points, validation: Points, pixels: float) -> tuple[int, int]:
    """How far down each name moves, in pixels, so that the names do not cover each other."""
    if not len(training) or not len(validation):
        return 0, 0
    gap = (float(training[-1, 1]) - float(validation[-1, 1])) * pixels
    if abs(gap) >= _NAME_HEIGHT:
        return 0, 0
    move = round((_NAME_HEIGHT - abs(gap)) / 2)
    return (-move, move) if gap >= 0 else (move, -move)
