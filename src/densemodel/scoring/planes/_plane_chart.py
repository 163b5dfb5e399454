"""The chart of a plane: cells in the colours of the classes, and the rows on them; or a curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.charts import (
    NETWORK_COLORS,
    PAGE,
    TEXT,
    AxisRange,
    Cells,
    Chart,
    Dots,
    Line,
    linear_range,
    network_color,
    on_page,
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
_SHARES = np.linspace(0.05, 0.47, 11)
"Of a colour on the page, from pale to the deepest on which a row of that colour is seen."


def class_color(number: int) -> str:
    """The colour of a class, as CSS has it: that of a network that is compared."""
    return network_color([*NETWORK_COLORS][number % len(NETWORK_COLORS)])


def _tints(color: str) -> tuple[str, ...]:
    """A colour from pale to deep."""
    return tuple(on_page(color, share) for share in _SHARES)


UNIT_PALETTE = (
    *reversed(_tints(network_color("orange"))),
    PAGE,
    *_tints(network_color("blue")),
)
"The colours of what units give: orange below 0, blue above."


def unit_shades(values: Array) -> Array:
    """The places in `UNIT_PALETTE` of what units give, each on a scale of its own around 0.

    Args:
        values: Shape (..., size, size).

    Returns:
        uint8 of the same shape.
    """
    largest = np.abs(values).max(axis=(-2, -1), keepdims=True)
    parts = values / np.where(largest > 0, largest, 1)
    return np.rint((parts + 1) / 2 * (len(UNIT_PALETTE) - 1)).astype(np.uint8)


def plane_scale(plane: Plane) -> tuple[tuple[str, ...], AxisRange]:
    """The colours of numbers from low to high, and the axis of a legend of them."""
    shown = plane.first_values
    low, high = float(shown.min()), float(shown.max())
    return _mixed(_FROM_LOW_TO_HIGH, _STEPS), window_range(low, high if high > low else low + 1)


def plane_chart(plane: Plane, unit: tuple[int, int] | None = None) -> Chart:
    """The chart of two columns, whose axes count cells, or the curve of one.

    Args:
        plane: What it shows.
        unit: A layer and its unit whose values are the cells, by their numbers.
    """
    return _curve(plane) if plane.up is None else _square(plane, unit)


def row_places(plane: Plane) -> Array:
    """Where the rows stand in the chart, float64 of shape (n, 2); NaN for missing values."""
    values = plane.points.rows.values
    if plane.up is None:
        # of many classes the colour of a row says which it has
        is_height = plane.terms.task.kind == "regression" or _is_of_two(plane)
        height = plane.first_labels * is_height
        return np.stack([values[:, 0], height], axis=1)
    pairs = zip(plane.points.lines, values.T, strict=True)
    return np.stack([_in_cells(known, line) for line, known in pairs], axis=1)


def _square(plane: Plane, unit: tuple[int, int] | None) -> Chart:
    y = plane.first_labels
    if plane.y_pred is None:
        palette, scale = plane_scale(plane)

        def shade(numbers: Array) -> Array:
            part = (numbers - scale.low) / (scale.high - scale.low)
            return np.rint(np.clip(part, 0, 1) * (_STEPS - 1)).astype(int)

        shades, groups, colors = shade(plane.first_values), shade(y), palette
    else:
        colors = tuple(class_color(number) for number in range(len(plane.names)))
        palette = tuple(tint for color in colors for tint in _tints(color))
        certainty = plane.certainty if plane.certainty is not None else np.ones(plane.y_pred.shape)
        last = len(_SHARES) - 1
        shades = plane.y_pred * len(_SHARES) + np.rint(certainty * last).astype(int)
        groups = y.astype(int)
    if unit is not None:
        layer, number = unit
        shades, palette = unit_shades(plane.units[layer].values[number]), UNIT_PALETTE
    axes = []
    for line in plane.points.lines:
        axis = _axis(line)
        ticks = _in_cells(np.array(axis.ticks), line)
        axes.append(AxisRange(0, len(line), tuple(ticks.tolist()), axis.labels))
    across, up = plane.column_names
    cells = Cells(shades, palette, "none", name="cells")
    marks: list[Mark] = [cells, *_dots(plane, groups, colors)]
    return Chart(axes[0], axes[1], marks, title=up, x_name=across, has_grid=False)


def _in_cells(values: Array, line: Array) -> Array:
    """Where values stand on a side whose points are the middles of cells."""
    numbers = _numbers(line)
    span = float(numbers[-1] - numbers[0]) or 1.0
    return np.asarray((values - numbers[0]) * ((len(line) - 1) / span) + 0.5)


def _is_of_two(plane: Plane) -> bool:
    """Whether its values are the probabilities of two classes."""
    return len(plane.names) == 2 == plane.values.reshape(len(plane.across), -1).shape[1]


def _curve(plane: Plane) -> Chart:
    """Of two classes the probability of the second; of others a line for each."""
    values = plane.values.reshape(len(plane.across), -1)
    y, number = plane.first_labels, 0
    groups = y.astype(int)
    if plane.terms.task.kind == "regression":
        title, groups = ", ".join(plane.names), np.zeros(len(y), int)
        both = np.concatenate([values.ravel(), y])
        up = linear_range(float(both.min()), float(both.max()))
    else:
        title = "probability"
        up = AxisRange(-0.06, 1.06, (0.0, 0.5, 1.0), ("0", "0.5", "1"))
        if _is_of_two(plane):
            title, values, number = f"probability of {plane.names[1]}", values[:, 1:], 1
    colors = [class_color(one) for one in range(max(len(plane.names), int(groups.max()) + 1))]
    x = _numbers(plane.across)
    lines = [
        Line(np.stack([x, line], axis=1), colors[one], 1.8, name=f"curve {one}")
        for one, line in enumerate(values.T, number)
    ]
    dots = _dots(plane, groups, colors)
    return Chart(_axis(plane.across), up, [*dots, *lines], title, plane.column_names[0])


def _dots(plane: Plane, groups: Array, colors: Sequence[str]) -> list[Dots]:
    """Training rows as discs, held-out ones as rings, wrong ones with a dark edge.

    On the colours of numbers, in which both are drawn, each has an edge.
    """
    held_out, is_right = plane.points.rows.is_held_out, plane.predictions.is_right
    at = row_places(plane)
    is_known = np.isfinite(at).all(axis=1)
    is_of_numbers = plane.y_pred is None and plane.up is not None
    wrong = np.full(len(at), is_of_numbers) if is_right is None else ~is_right

    def dots(which: Array, color: str, size: float, name: str) -> list[Dots]:
        found = at[which & is_known]
        drawn = Dots(found, color, size, name=name, has_outline=False, is_cut=True)
        return [drawn] if len(found) else []

    size = 6 if is_of_numbers else 7.5
    edges = dots(wrong, TEXT, size, "edges")
    discs = [
        one
        for group, color in enumerate(colors)
        for one in dots(groups == group, color, 5, f"rows {group}")
    ]
    return [*edges, *discs, *dots(held_out, PAGE, 2.4, "held out")]


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
