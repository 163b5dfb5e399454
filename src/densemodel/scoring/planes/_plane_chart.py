"""The chart of a plane: cells in the colours of the classes, and the rows on them; or a curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.charts import (
    NETWORK_COLORS,
    AxisRange,
    Cells,
    Chart,
    Dots,
    Line,
    linear_range,
    network_color,
    window_range,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel._array import Array
    from densemodel.charts import Mark
    from densemodel.scoring.planes._plane import Plane

_FROM_LOW_TO_HIGH = ("#e3f2fd", "#41b0c0", "#1f559b", "#1b2c63")
_STEPS = 24
"Colours of numbers."
_TINTS = 6
"Of the colour of a class, from pale, where the first two classes are equally likely."


def class_color(number: int) -> str:
    """The colour of a class, as CSS has it: that of a network that is compared."""
    return network_color(_class_color_name(number))


def _class_color_name(number: int) -> str:
    return [*NETWORK_COLORS][number % len(NETWORK_COLORS)]


def plane_scale(plane: Plane) -> tuple[tuple[str, ...], AxisRange]:
    """The colours of numbers from low to high, and the axis of a legend of them."""
    shown = plane.first_values
    low, high = float(shown.min()), float(shown.max())
    return _mixed(_FROM_LOW_TO_HIGH, _STEPS), window_range(low, high if high > low else low + 1)


def plane_chart(plane: Plane) -> Chart:
    """The chart of two columns, whose axes count cells, or the curve of one."""
    return _curve(plane) if plane.up is None else _square(plane)


def _square(plane: Plane) -> Chart:
    y = plane.first_labels
    if plane.y_pred is None:
        palette, scale = plane_scale(plane)

        def shade(numbers: Array) -> Array:
            part = (numbers - scale.low) / (scale.high - scale.low)
            return np.rint(np.clip(part, 0, 1) * (_STEPS - 1)).astype(int)

        shades, groups, colors = shade(plane.first_values), shade(y), palette
    else:
        colors = tuple(class_color(number) for number in range(len(plane.names)))
        tints = [
            _mixed(("#ffffff", NETWORK_COLORS[_class_color_name(number)][0]), 16)[1:8]
            for number in range(len(plane.names))
        ]
        palette = tuple(tint for of_class in tints for tint in of_class[: _TINTS + 1])
        certainty = plane.certainty if plane.certainty is not None else np.ones(plane.y_pred.shape)
        shades = plane.y_pred * (_TINTS + 1) + np.rint(certainty * _TINTS).astype(int)
        groups = y.astype(int)
    axes, places = [], []
    for line, values in zip(plane.points.lines, plane.points.rows.values.T, strict=True):
        numbers = _numbers(line)
        scale_of_line = (len(line) - 1) / ((numbers[-1] - numbers[0]) or 1)
        axis = _axis(line)
        ticks = tuple((tick - numbers[0]) * scale_of_line + 0.5 for tick in axis.ticks)
        axes.append(AxisRange(0, len(line), ticks, axis.labels))
        places.append((values - numbers[0]) * scale_of_line + 0.5)
    dots = _dots(plane, np.stack(places, axis=1), groups, colors)
    across, up = plane.column_names
    marks: list[Mark] = [Cells(shades, palette, "none", name="cells"), *dots]
    return Chart(axes[0], axes[1], marks, title=up, x_name=across, has_grid=False)


def _curve(plane: Plane) -> Chart:
    """Of two classes the probability of the second; of others a line for each."""
    values = plane.values.reshape(len(plane.across), -1)
    y, groups, number = plane.first_labels, plane.first_labels.astype(int), 0
    if plane.terms.task.kind == "regression":
        title, groups = ", ".join(plane.names), np.zeros(len(y), int)
        both = np.concatenate([values.ravel(), y])
        up = linear_range(float(both.min()), float(both.max()))
    else:
        title = "probability"
        up = AxisRange(-0.06, 1.06, (0.0, 0.5, 1.0), ("0", "0.5", "1"))
        if len(plane.names) == 2 == values.shape[1]:
            title, values, number = f"probability of {plane.names[1]}", values[:, 1:], 1
        else:  # which class a row has is said by its colour
            y = np.zeros(len(y))
    colors = [class_color(one) for one in range(max(len(plane.names), int(groups.max()) + 1))]
    x = _numbers(plane.across)
    lines = [
        Line(np.stack([x, line], axis=1), colors[one], 1.8, name=f"curve {one}")
        for one, line in enumerate(values.T, number)
    ]
    dots = _dots(plane, np.stack([plane.points.rows.values[:, 0], y], axis=1), groups, colors)
    return Chart(_axis(plane.across), up, [*dots, *lines], title, plane.column_names[0])


def _dots(plane: Plane, at: Array, groups: Array, colors: Sequence[str]) -> list[Dots]:
    """Training rows as discs, held-out ones as rings, wrong ones with a dark edge.

    On the colours of numbers, in which both are drawn, each has an edge.
    """
    held_out, is_right = plane.points.rows.is_held_out, plane.predictions.is_right
    is_known = np.isfinite(at).all(axis=1)
    is_of_numbers = plane.y_pred is None and plane.up is not None
    wrong = np.full(len(at), is_of_numbers) if is_right is None else ~is_right

    def dots(which: Array, color: str, size: float, name: str) -> list[Dots]:
        found = at[which & is_known]
        drawn = Dots(found, color, size, name=name, has_outline=False, is_cut=True)
        return [drawn] if len(found) else []

    size = 6 if is_of_numbers else 7.5
    edges = dots(wrong, "var(--dm-text, #212121)", size, "edges")
    discs = [
        one
        for group, color in enumerate(colors)
        for one in dots(groups == group, color, 5, f"rows {group}")
    ]
    return [*edges, *discs, *dots(held_out, "var(--dm-page, #ffffff)", 2.4, "held out")]


def _axis(line: Array) -> AxisRange:
    """The axis of a side: round ticks, or three dates."""
    numbers = _numbers(line)
    if line.dtype.kind != "M":
        return window_range(float(numbers[0]), float(numbers[-1]))
    ticks = line[((len(line) - 1) * np.array([0.15, 0.5, 0.85])).astype(int)]
    labels = tuple(str(tick)[:10] for tick in ticks)
    return AxisRange(numbers[0], numbers[-1], tuple(_numbers(ticks).tolist()), labels)


def _numbers(line: Array) -> Array:
    """Dates as days or seconds."""
    return (line.astype(np.int64) if line.dtype.kind == "M" else line).astype(np.float64)


def _mixed(colors: Sequence[str], count: int) -> tuple[str, ...]:
    """So many colours from the first to the last of these."""
    known = np.array([[int(one[at : at + 2], 16) for at in (1, 3, 5)] for one in colors])
    at = np.linspace(0, len(known) - 1, count)
    parts = [np.interp(at, range(len(known)), part).round() for part in known.T]
    return tuple("#" + bytes(rgb).hex() for rgb in np.stack(parts, axis=1).astype(np.uint8))
