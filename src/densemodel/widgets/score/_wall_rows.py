"""The rows that a wall of pictures shows: those that are watched, or the newest batch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.scoring import Watched, watched_rows
from densemodel.widgets.score._row_pictures import PictureForm, picture_form
from densemodel.wording import in_order

if TYPE_CHECKING:
    from densemodel.data import Bound, Features, Terms
    from densemodel.training import Run

Array = np.ndarray[Any, Any]

WALL_ROWS = 1_000
"Pictures on a wall, 25 rows of 40."
BATCH_ROWS = 200
"Pictures of a batch at most: each look sends them all."
MOST_BYTES = 1_150_000
"Of all pixels of a wall, which are sent once."
_MOST_NUMBERS = 2**24
"Of all rows as the network takes them, 64 MB: large pictures make a smaller wall."
_LONGEST_NAME = 200
_LOOKED_AT = 200


@dataclass(frozen=True, eq=False)
class WallRows:
    """Rows with their pictures, small enough to be sent."""

    rows: Watched
    "Taken out: its x is an array."
    form: PictureForm
    pixels: Array
    "uint8, shape (n, h, w) or (n, h, w, 3); smaller where they would be too many bytes."
    of: int
    "How many rows there are on this side, of which these were taken."
    is_of_x: bool = True
    "Whether their places are in x, and not in validation data that was given."


def form_of_run(run: Run) -> PictureForm | None:
    """How the rows of a run are drawn; None if they are no pictures, or nothing names classes."""
    bound = run.bound
    if bound is None or bound.task.kind not in ("classes", "binary"):
        return None
    return form_of_rows(run)


def form_of_rows(run: Run) -> PictureForm | None:
    """How the rows of a run are drawn; None if they are no pictures, or it has none."""
    bound = run.bound
    if bound is None or bound.refusals:
        return None
    return picture_form(_taken(bound.x, np.arange(min(len(bound.x), _LOOKED_AT))), bound.spec)


def wall_rows(run: Run) -> WallRows | None:
    """The rows on which the run is watched; None if there are none."""
    bound = run.bound
    if bound is None:
        return None
    a_row = max(math.prod(bound.x.shape[1:]), 1)
    watched = watched_rows(run, max(1, min(WALL_ROWS, _MOST_NUMBERS // a_row)))
    form = None if watched is None else picture_form(np.asarray(watched.x), bound.spec)
    if watched is None or form is None:
        return None
    is_of_x = watched.side == "training" or bound.validation is None
    return _with_pixels(watched, form, _count(bound, watched), is_of_x=is_of_x)


def batch_rows(run: Run, form: PictureForm) -> WallRows | None:
    """The rows of the newest step; None before the first one.

    Args:
        run: It may be training.
        form: That of the other wall, so that a row looks the same on both.
    """
    bound, places = run.bound, run.current_batch
    if bound is None or bound.refusals or not len(places):
        return None
    a_row = max(math.prod(bound.x.shape[1:]), 1)
    some = places[: max(1, min(BATCH_ROWS, _MOST_NUMBERS // a_row))]
    rows = Watched("training", _taken(bound.x, some), bound.y[some], some, bound.terms)
    return _with_pixels(rows, form, len(places))


def names_of(terms: Terms) -> list[str]:
    """The classes in their order, each in one line of text."""
    labels = () if terms.class_labels is None else terms.class_labels.tolist()
    return [" ".join(in_order(str(label)).split())[:_LONGEST_NAME] for label in labels]


def smaller(pixels: Array, factor: int) -> Array:
    """Pictures of a fraction of their sides, each pixel the mean of those in its place.

    Args:
        pixels: uint8, shape (n, h, w) or (n, h, w, 3).
        factor: What the sides are divided by, 1 or more.
    """
    if factor <= 1:
        return pixels
    n, height, width = pixels.shape[:3]
    edges = (-height % factor, -width % factor)
    padding = ((0, 0), (0, edges[0]), (0, edges[1]), *([(0, 0)] * (pixels.ndim - 3)))
    whole = np.pad(pixels, padding, mode="edge")
    high, wide = whole.shape[1] // factor, whole.shape[2] // factor
    blocks = whole.reshape(n, high, factor, wide, factor, *whole.shape[3:])
    means: Array = np.rint(blocks.mean(axis=(2, 4))).astype(np.uint8)
    return means


def _with_pixels(rows: Watched, form: PictureForm, of: int, *, is_of_x: bool = True) -> WallRows:
    x: Any = rows.x
    a_picture, factor = max(MOST_BYTES // len(x), 1), 1
    while _bytes(form, factor) > a_picture:
        factor += 1
    # a part at a time: rows of large pictures would be in memory twice
    parts = [form.pixels(x[start : start + 50]) for start in range(0, len(x), 50)]
    pixels = np.concatenate([smaller(part, factor) for part in parts])
    return WallRows(rows, form, pixels, of, is_of_x)


def _bytes(form: PictureForm, factor: int) -> int:
    height, width = (-(-side // factor) for side in form.shape[:2])
    return height * width * (3 if form.is_colour else 1)


def _taken(x: Features, places: Array) -> Array:
    return x[places].copy() if isinstance(x, np.ndarray) else np.asarray(x.take(places))


def _count(bound: Bound, watched: Watched) -> int:
    if watched.side == "validation":
        return bound.validation_count
    if watched.side == "test":
        return 0 if bound.test is None else len(bound.test[0])
    return bound.training_count
