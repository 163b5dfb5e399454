"""Measurements of the layers of a network on a few fixed rows, and the diagnosis of a run."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import partial
from html import escape
from math import nan
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.training.curves._weight_bands import LINES, Thinned
from densemodel.wording import capitalised, rounded

if TYPE_CHECKING:
    import pandas as pd

    from densemodel._array import Array
    from densemodel.data import Finding


COLUMNS = (
    "layer",
    "units",
    "dead",
    "saturated",
    "gradient_norm",
    "update_ratio",
    "activation_mean",
    "activation_std",
)


@dataclass(frozen=True, eq=False)
class LayerMeasurement:
    """One layer with units, measured on the probe rows."""

    name: str
    "Keras's name of the layer."
    words: str
    "Its name in sentences: `hidden layer 2`, `the last layer`."
    activation: str
    "Keras's name of its activation; `linear` for none."
    units: int
    gradient_norm: float
    """The norm of the gradient of the loss on the probe rows, over all trainable weights of the
    layer.

    nan if unknown: in a frozen layer, or with a custom training step.
    """
    weight_norm: float
    "The norm of the same weights."
    unit_spread: float
    "The difference of weights between units, as a share of their size; 0 if all are equal."
    update_ratio: float = nan
    "The norm of one step's change of its weights, as a share of `weight_norm`; nan if unknown."
    dead_units: Array = field(default_factory=partial(np.empty, 0, np.int64))
    """The units, from 0, of a relu or similar activation that are 0 for every probe row.

    After the end of a run, for every training row.
    """
    saturated_units: Array = field(default_factory=partial(np.empty, 0, np.int64))
    "The units, from 0, of a sigmoid, tanh or similar activation that stay at its ends."
    activation_mean: float = nan
    "The mean activation; like all activations, nan if they can't be read."
    activation_std: float = nan
    lines: Array = field(default_factory=lambda: np.full(len(LINES), np.nan))
    "The values at `LINES` of its activations, float32; of the last layer its logits."
    top_rows: Array = field(default_factory=partial(np.empty, (0, 0), np.int32))
    """The probe rows with the largest activations of each unit, from 0, the largest first.

    int32, shape (units, at most 9).
    """
    top_values: Array = field(default_factory=partial(np.empty, (0, 0), np.float32))
    """The activations of these rows; for a convolution, the largest over a row's positions.

    float32, in the shape of `top_rows`.
    """

    @property
    def dead(self) -> int:
        return len(self.dead_units)

    @property
    def saturated(self) -> int:
        return len(self.saturated_units)


@dataclass(frozen=True, eq=False)
class Measurement:
    """All layers with units, and the losses, at one step of a run."""

    step: int
    "Steps done since the run's start."
    place: float
    "The position in epochs: 2.5 is half way through the third."
    layers: tuple[LayerMeasurement, ...]
    loss: float
    "The loss on the probe rows, without dropout and penalties."
    penalty: float
    "The penalties of l1, l2 and similar regularizers."
    answers: Array
    "The outputs for the probe rows."

    def frame(self) -> pd.DataFrame:
        """A table, one row for each layer with units."""
        import pandas as pd

        rows = [(one.name, *(getattr(one, name) for name in COLUMNS[1:])) for one in self.layers]
        return pd.DataFrame(rows, columns=list(COLUMNS))


@dataclass(frozen=True, eq=False)
class LayerPoints:
    """The measurements so far, by increasing step; the arrays are copies.

    Tables have the shape (points, layers): counts are int64, the others float32, nan if unknown.
    """

    names: tuple[str, ...]
    "Keras's names of the layers with units."
    units: Array
    "Their numbers of units, int64, shape (layers,)."
    steps: Array
    "Steps done since the run's start, int64, shape (points,)."
    places: Array
    "Positions in epochs, float64, shape (points,)."
    dead: Array
    saturated: Array
    gradient_norms: Array
    update_ratios: Array
    activation_means: Array
    activation_stds: Array
    lines: Array
    "The values at `LINES` of the activations, float32, shape (points, layers, lines)."

    def __len__(self) -> int:
        return len(self.steps)


_TABLES = {
    "dead": ("dead", np.int64),
    "saturated": ("saturated", np.int64),
    "gradient_norms": ("gradient_norm", np.float32),
    "update_ratios": ("update_ratio", np.float32),
    "activation_means": ("activation_mean", np.float32),
    "activation_stds": ("activation_std", np.float32),
    "lines": ("lines", np.float32),
}
"""The tables of a course, with the fields of a `LayerMeasurement` and the types of their values."""


class LayerCourse:
    """Measurements over the course of a run: at most 256 points, including the newest.

    Any thread may add or read.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.first: Measurement | None = None
        "The earliest measurement; None before it, and in a loaded course."
        self.newest: Measurement | None = None
        """The newest measurement; None under the same conditions.

        At the end that of the best weights, whose step may be earlier than the newest point's.
        """
        self._names: tuple[str, ...] = ()
        self._units: tuple[int, ...] = ()
        # positions, with one row of each table in `_TABLES`
        self._points: Thinned[tuple[float, dict[str, Array]]] = Thinned()

    @classmethod
    def of(cls, points: LayerPoints) -> LayerCourse:
        """The course that a file holds."""
        course = cls()
        course._names, course._units = points.names, tuple(points.units.tolist())
        places = enumerate(zip(points.steps.tolist(), points.places.tolist(), strict=True))
        course._points = Thinned(
            [
                (step, (place, {name: getattr(points, name)[at] for name in _TABLES}))
                for at, (step, place) in places
            ]
        )
        return course

    def __len__(self) -> int:
        with self._lock:
            return len(self._points.points())

    def copied(self) -> LayerCourse:
        """A copy; faster than reading its points."""
        course = LayerCourse()
        with self._lock:
            course._names, course._units = self._names, self._units
            course._points = Thinned(self._points.points())
        return course

    def add(self, measurement: Measurement) -> None:
        """Add a measurement; without a point if its step is not later than the newest point's."""
        layers = measurement.layers
        rows = {
            name: np.array([getattr(one, field) for one in layers])
            for name, (field, _) in _TABLES.items()
        }
        with self._lock:
            newest, self.newest = self._points.newest_step, measurement
            if newest is not None and newest >= measurement.step:
                return
            self.first = self.first or measurement
            self._names = tuple(layer.name for layer in layers)
            self._units = tuple(layer.units for layer in layers)
            self._points.add(measurement.step, (measurement.place, rows))

    def cut(self, step: int) -> None:
        """Drop points after a step, from which training continues."""
        with self._lock:
            self._points.cut(step)
            if self.newest is not None and self.newest.step > step:
                self.newest = None
            if self.first is not None and self.first.step > step:
                self.first = None

    def points(self) -> LayerPoints:
        with self._lock:
            points, names, units = self._points.points(), self._names, self._units
        shape = len(points), len(names)
        tables = {
            name: np.array([rows[name] for _, (_, rows) in points], kind)
            for name, (_, kind) in _TABLES.items()
        }
        return LayerPoints(
            names,
            np.array(units, np.int64),
            np.array([step for step, _ in points], np.int64),
            np.array([place for _, (place, _) in points], np.float64),
            **{
                name: table.reshape(*shape, *([len(LINES)] if name == "lines" else []))
                for name, table in tables.items()
            },
        )


_LAYOUT: Any = {"index": False, "na_rep": "", "float_format": rounded}


@dataclass(frozen=True, eq=False, repr=False)
class Diagnosis:
    """The diagnosis of a run: measurements of its layers, and findings.

    Example:
        >>> report = dm.diagnose(run)
        >>> report.layers[["layer", "units", "dead", "gradient_norm"]]
        >>> report.findings[0].apply_to(run.spec)
    """

    measurement: Measurement
    findings: tuple[Finding, ...]
    "The findings; the first one is the cause, to be fixed first. Empty if nothing is wrong."
    probe: Any
    """The probe rows, encoded for the network: a tensor or an array.

    None in a loaded diagnosis, because files hold no rows.
    """
    rows: np.ndarray = field(default_factory=lambda: np.empty(0, np.int64))
    "Their indices in x, int64; empty if unknown."

    @property
    def layers(self) -> pd.DataFrame:
        """A table with one row for each layer with units.

        Its columns: layer, units, dead and saturated (numbers of units), gradient_norm (of the loss
        on the probe rows, over all trainable weights of the layer), update_ratio (the norm of one
        step's change as a share of the norm of the weights), activation_mean, activation_std.
        """
        return self.measurement.frame()

    @property
    def sentence(self) -> str:
        """The findings in one or two sentences."""
        if not self.findings and not self.measurement.step:
            return "It is not trained yet, and its layers have no problem at the start."
        if not self.findings:
            return "No problem was measured in the layers."
        return finding_sentence(self.findings[0])

    def _table(self) -> pd.DataFrame:
        layers = self.measurement.layers
        names = [f"{one.words}: {one.name} ({one.activation})" for one in layers]
        return self.layers.assign(layer=names).rename(columns=lambda name: name.replace("_", " "))

    def _lines(self) -> list[str]:
        lines = [self.sentence, *(f"Also: {one.message.rstrip('.')}." for one in self.findings[1:])]
        for at, finding in enumerate(self.findings):
            if finding.accept not in finding.message:
                lines[at] += f" The change: {finding.accept}"
        if len(self.rows):
            lines.append(f"Measured on {len(self.rows):,} training rows.")
        return lines

    def __repr__(self) -> str:
        (first, *more), table = self._lines(), self._table()
        parts = [first, table.to_string(**_LAYOUT) if len(table) else "", "\n".join(more)]
        return "\n\n".join(filter(None, parts))

    def _repr_html_(self) -> str:
        (first, *more), table = [f"<p>{escape(line)}</p>" for line in self._lines()], self._table()
        parts = [first, table.to_html(border=0, **_LAYOUT) if len(table) else "", *more]
        # notebooks typeset text between dollars: the class prevents that
        return f'<div class="tex2jax_ignore mathjax_ignore">{"".join(parts)}</div>'


def finding_sentence(finding: Finding) -> str:
    """Its message as a sentence."""
    return f"{capitalised(finding.message.rstrip('.'))}."
