"""Rules about pictures that were read from files: copies, greys, and what gives a class away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.findings._finding import Finding, offer, repair
from densemodel.wording import counted, number

if TYPE_CHECKING:
    from densemodel._array import Array
    from densemodel.data.binding._bound import Bound
    from densemodel.data.pictures._pictures import Pictures

_FEW = 0.2
"A share of grey pictures that is an exception."
_FEWEST = 100
_EXPLAINED = 0.9
"The share of the baseline's errors that a sign avoids."
_IN_A_GROUP = 20


def same_picture_is_in_two_classes(bound: Bound) -> Finding | None:
    pictures = bound.facts.pictures
    if pictures is None:
        return None
    pairs = [(one, two) for one, two in pictures.copies if pictures.y[one] != pictures.y[two]]
    if not pairs:
        return None
    of = "" if len(pairs) == 1 else f", and so are {counted(len(pairs) - 1, 'more pair')}"
    return offer(
        f"{_named(pictures, pairs[0][0])} and {_named(pictures, pairs[0][1])} are the same picture "
        f"in two classes{of}: delete the wrong one, since nothing can tell them apart"
    )


def copies_are_on_both_sides(bound: Bound) -> Finding | None:
    """Copies of another size or quality; equal pixels are found as in any rows."""
    pictures = bound.facts.pictures
    if pictures is None or bound.validation is not None:
        return None
    held_out = np.zeros(len(pictures.x), bool)
    held_out[bound.validation_rows] = True
    pairs = [
        (one, two) if held_out[one] else (two, one)
        for one, two in pictures.copies
        if held_out[one] != held_out[two] and not np.array_equal(pictures.x[one], pictures.x[two])
    ]
    copied = dict(pairs)
    if not copied:
        return None
    one, two = next(iter(copied.items()))
    verb = "is a copy" if len(copied) == 1 else "are copies"
    known = f"{counted(len(copied), 'validation picture')} {verb} of training pictures"
    example = f"{_named(pictures, one)} of {_named(pictures, two)}"
    return offer(
        f"{known}, such as {example}, so the validation loss is too optimistic", where="split"
    )


def some_pictures_are_grey(bound: Bound) -> Finding | None:
    pictures = bound.facts.pictures
    if pictures is None or pictures.x.shape[-1] != 3 or pictures.coloured.all():
        return None
    grey = np.flatnonzero(~pictures.coloured)
    if len(grey) == len(pictures.x):
        height, width, _ = bound.spec.input_shape
        return offer(f"all pictures are grey: begin the network with {height}x{width}x1")
    if len(grey) / len(pictures.x) > _FEW:
        return None  # a mixture
    verb, more = ("is", "") if len(grey) == 1 else ("are", f" and {len(grey) - 1:,} more")
    return repair(
        f"{len(grey):,} of {counted(len(pictures.x), 'picture')} {verb} grey, among coloured ones: "
        f"{_named(pictures, int(grey[0]))}{more}"
    )


def something_else_gives_the_class_away(bound: Bound) -> Finding | None:
    """Size, colours or background: what a network may learn in place of the things."""
    facts, pictures = bound.facts, bound.facts.pictures
    if pictures is None or facts.classes is None:
        return None
    sizes = pictures.sizes.astype(float)
    proportions = sizes[:, :1] / sizes[:, 1:]
    signs = {
        "the size of the files": np.concatenate([sizes, proportions], axis=1),
        "grey or coloured": pictures.coloured[:, None].astype(float),
        "the colour at the border": _borders(pictures.x),
    }
    classes = facts.classes[facts.complete]
    least = float(np.bincount(classes).max()) / len(classes)
    for words, columns in signs.items():
        explained = max(_share_explained(column, classes) for column in columns[facts.complete].T)
        if len(classes) >= _FEWEST and explained - least >= _EXPLAINED * (1 - least) > 0:
            share = number(explained, "share")
            return offer(
                f"{words} alone tells {share} of the classes, so the network may learn that in "
                "place of what the pictures show: give pictures of each class that are alike there"
            )
    return None


def _share_explained(values: Array, classes: Array) -> float:
    """The share of pictures that are of the most common class among those with like values."""
    known, groups = np.unique(values, return_inverse=True)
    if len(known) > len(values) / _IN_A_GROUP:
        ranks = np.argsort(np.argsort(values, kind="stable"), kind="stable")
        groups = ranks // _IN_A_GROUP
    counts = np.zeros((groups.max() + 1, classes.max() + 1))
    np.add.at(counts, (groups, classes), 1)
    return float(counts.max(axis=1).sum()) / len(values)


def _borders(x: Array) -> Array:
    """The mean of each channel along the four sides, shape (n, channels)."""
    sides = x[:, 0], x[:, -1], x[:, :, 0], x[:, :, -1]
    means: Array = np.concatenate(sides, axis=1).mean(axis=1, dtype=float)
    return means


def _named(pictures: Pictures, place: int) -> str:
    path = pictures.files[place]
    return f"{path.parent.name}/{path.name}"
