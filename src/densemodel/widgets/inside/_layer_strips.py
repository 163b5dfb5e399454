"""Heat maps of layers over time: dead units, gradients, activations."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from densemodel.training.diagnosis import CAN_DIE, ENDS
from densemodel.wording import capitalised, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel._array import Array
    from densemodel.training.diagnosis import LayerPoints, Measurement, UnitLayer


MOST_ROWS = 24
"Layers of a strip; of a deeper network the first ones and the last."
SHADES = 254
UNKNOWN = 255
"The cell of a value that is not known, or no number."


@dataclass(frozen=True, slots=True)
class StripRow:
    """One layer of a strip."""

    name: str
    'Such as "Hidden layer 2".'
    description: str
    "Its newest value in words."
    is_ill: bool = False
    "Whether to emphasize the text: some units are dead."


@dataclass(frozen=True, eq=False)
class Strip:
    """A heat map: one row for each layer, one column for each point in time."""

    title: str
    note: str
    "The meaning of the colours, in a few words."
    low: str
    high: str
    "The labels at the ends of its legend."
    rows: tuple[StripRow, ...]
    cells: Array
    "uint8, shape (rows, points): 0 at `low`, `SHADES` at `high`, `UNKNOWN` for no value."
    is_share: bool = False
    "Whether 0 is white, and the rest in one colour; else all values have a colour."


def layer_strips(
    points: LayerPoints, units: Sequence[UnitLayer], newest: Measurement | None = None
) -> tuple[Strip, ...]:
    """The strips that apply to a network.

    Returns:
        None of them where nothing was measured; no strip of dead units without an activation that
        can die, such as relu, and none of saturated ones without one that has ends.
    """
    if not len(points) or points.names != tuple(one.name for one in units):
        return ()
    names = [layer_name(one.words) for one in units]
    can_die = [at for at, one in enumerate(units) if one.activation in CAN_DIE]
    # the last layer of a classifier is meant to be at its ends
    flat = [at for at, one in enumerate(units) if one.activation in ENDS and not one.is_last]
    dead = points.dead.copy()
    if newest is not None:  # after the end, of the weights that the model holds
        dead[-1] = [one.dead for one in newest.layers]
    means, stds = points.activation_means[-1].tolist(), points.activation_stds[-1].tolist()
    strips = (
        _shares(("Dead units", "give 0 for every measured row"), dead, points, names, can_die),
        _shares(("Saturated units", "stay at an end"), points.saturated, points, names, flat),
        _sizes(
            ("Gradient", "norm over the weights"),
            points.gradient_norms,
            names,
            [rounded(float(norm)) for norm in points.gradient_norms[-1]],
        ),
        _sizes(
            ("Activations", "mean ± standard deviation (the colour)"),
            points.activation_stds,
            names,
            [f"{rounded(mean)} ± {rounded(std)}" for mean, std in zip(means, stds, strict=True)],
        ),
    )
    return tuple(strip for strip in strips if strip is not None)


def layer_name(words: str) -> str:
    """The name of a layer's row: `Hidden layer 2`, `Last layer`."""
    return capitalised(words.removeprefix("the "))


def _shown(places: list[int]) -> list[int]:
    if len(places) <= MOST_ROWS:
        return places
    half = MOST_ROWS // 2
    return [*places[:half], *places[-half:]]


def _shares(
    words: tuple[str, str],
    counts: Array,
    points: LayerPoints,
    names: Sequence[str],
    places: list[int],
) -> Strip | None:
    if not places:
        return None
    places = _shown(places)
    title, meaning = words
    units, newest = points.units, counts[-1]
    word = title.split(" ", 1)[0].lower()
    rows = tuple(
        StripRow(names[at], f"{newest[at]:,} of {units[at]:,} {word}", is_ill=bool(newest[at]))
        for at in places
    )
    share = counts[:, places].T / np.maximum(units[places], 1)[:, np.newaxis]
    return Strip(title, meaning, "none", "all", rows, _cells(share), is_share=True)


def _sizes(
    words: tuple[str, str],
    values: Array,
    names: Sequence[str],
    descriptions: Sequence[str],
) -> Strip | None:
    """A strip of magnitudes, on a log scale shared by all layers."""
    places = _shown(list(range(len(names))))
    shown = values[:, places].T.astype(np.float64)
    with np.errstate(all="ignore"):
        powers = np.log10(shown)  # of 0 it is below every power, and has the lowest colour
    finite = powers[np.isfinite(powers)]
    if not finite.size:
        return None
    high = math.ceil(float(finite.max()) - 1e-6)
    lowest = min(math.floor(float(finite.min()) + 1e-6), high - 1)
    low = max(lowest, high - 8)  # a gradient 100 million times smaller has the lowest colour
    share = np.where(np.isposinf(powers), np.nan, (powers - low) / (high - low))
    rows = tuple(StripRow(name=names[at], description=descriptions[at]) for at in places)
    below = "≤ " if lowest < low or bool((shown == 0).any()) else ""
    return Strip(*words, f"{below}{10.0**low:g}", f"{10.0**high:g}", rows, _cells(share))


def _cells(share: Array) -> Array:
    shade = np.rint(np.clip(np.nan_to_num(share, nan=0.0), 0, 1) * SHADES)
    return np.where(np.isnan(share), UNKNOWN, shade).astype(np.uint8)
