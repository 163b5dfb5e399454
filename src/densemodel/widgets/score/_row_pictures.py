"""Rows as pictures: the evaluated ones, or the newest batch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.scoring import EvaluationRows, evaluation_rows_of, picture_form
from densemodel.wording import in_order

if TYPE_CHECKING:
    from densemodel._array import Array
    from densemodel.data import Bound, Features, Terms
    from densemodel.scoring import PictureForm, Side
    from densemodel.training import Run

MOST_BYTES = 1_150_000
"Of all pixels of a wall, which are sent once."
_MOST_NUMBERS = 2**24
"Of all rows as the network takes them, 64 MB: large pictures make a smaller wall."


@dataclass(frozen=True, eq=False)
class WallRows:
    """Rows with their pictures, small enough to be sent."""

    rows: EvaluationRows
    "Taken out: its x is an array."
    form: PictureForm
    pixels: Array
    "uint8, shape (n, h, w) or (n, h, w, 3); smaller where they would be too many bytes."
    of: int
    "How many rows there are on this side, of which these were taken."
    is_of_x: bool = True
    "Whether their places are in x, not in given validation data."


def form_of_run(run: Run) -> PictureForm | None:
    """How the rows of a run are drawn; None if they are not pictures, or without classes."""
    bound = run.bound
    if bound is None or bound.task.kind not in ("classes", "binary"):
        return None
    return form_of_rows(run)


def form_of_rows(run: Run) -> PictureForm | None:
    """How the rows of a run are drawn; None if they are not pictures, or there are none."""
    bound = run.bound
    if bound is None or bound.refusals:
        return None
    x = bound.as_read.x
    some = _taken(x, np.arange(min(len(x), 200)))  # they show what all are like
    return picture_form(some, bound.spec)


def wall_rows(run: Run) -> WallRows | None:
    """The rows on which the run is evaluated; None if there are none."""
    bound = run.bound
    if bound is None:
        return None
    a_row = max(math.prod(bound.as_read.x.shape[1:]), 1)
    # 25 rows of 40
    evaluation_rows = evaluation_rows_of(run, max(1, min(1_000, _MOST_NUMBERS // a_row)))
    form = (
        None
        if evaluation_rows is None
        else picture_form(np.asarray(evaluation_rows.pictures), bound.spec)
    )
    if evaluation_rows is None or form is None:
        return None
    is_of_x = evaluation_rows.side == "training" or bound.validation is None
    return _with_pixels(
        evaluation_rows, form, side_count(bound, evaluation_rows.side), is_of_x=is_of_x
    )


def batch_rows(run: Run, form: PictureForm) -> WallRows | None:
    """The rows of the newest step; None before the first one."""
    bound, places = run.bound, run.current_batch
    if bound is None or bound.refusals or not len(places):
        return None
    as_read = bound.as_read.x
    a_row = max(math.prod(as_read.shape[1:]), 1)
    some = places[: max(1, min(200, _MOST_NUMBERS // a_row))]  # each update sends them all
    plain = None if bound.plain is None else _taken(as_read, some)
    x = _taken(bound.x, some)
    rows = EvaluationRows("training", x, bound.y[some], some, bound.terms, plain)
    return _with_pixels(rows, form, len(places))


def names_of(terms: Terms) -> list[str]:
    """The classes in their order, each in one line of text."""
    labels = () if terms.class_labels is None else terms.class_labels.tolist()
    return [" ".join(in_order(str(label)).split())[:200] for label in labels]


def smaller(pixels: Array, factor: int) -> Array:
    """Pictures, uint8, shape (n, h, w) or (n, h, w, 3), with sides divided by a factor from 1 on.

    Each pixel is the mean of a block.
    """
    if factor <= 1:
        return pixels
    from PIL import Image  # matplotlib needs it, so it is there

    return np.stack([np.asarray(Image.fromarray(one).reduce(factor)) for one in pixels])


def _with_pixels(
    rows: EvaluationRows, form: PictureForm, of: int, *, is_of_x: bool = True
) -> WallRows:
    x: Any = rows.pictures
    a_picture, factor = max(MOST_BYTES // len(x), 1), 1
    height, width = form.shape[:2]
    while -(-height // factor) * -(-width // factor) * (3 if form.is_colour else 1) > a_picture:
        factor += 1
    # a part at a time: rows of large pictures would be in memory twice
    parts = [form.pixels(x[start : start + 50]) for start in range(0, len(x), 50)]
    pixels = np.concatenate([smaller(part, factor) for part in parts])
    return WallRows(rows, form, pixels, of, is_of_x)


def _taken(x: Features, places: Array) -> Array:
    return x[places].copy() if isinstance(x, np.ndarray) else np.asarray(x.gather(places))


def side_count(bound: Bound, side: Side) -> int:
    """How many rows there are on a side."""
    if side == "test":
        return 0 if bound.test is None else len(bound.test[0])
    return bound.validation_count if side == "validation" else bound.training_count
