"""Rows that are files: the pictures that `predict` and `evaluate` are asked about."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from densemodel.data import picture_shape_of, read_images
from densemodel.training import Run

if TYPE_CHECKING:
    from densemodel._array import Array


def read_files(model_or_run: Run | Any, x: Any) -> tuple[Array, Array | None, list[str]] | None:
    """The pictures of a file, a list of files, or a folder, with their classes and their paths.

    They have the size that the model takes. None if x is none of these.

    Raises:
        DataError: There are none, or the model takes no pictures.
    """
    if not _are_files(x):
        return None
    network = model_or_run.spec if isinstance(model_or_run, Run) else model_or_run
    pixels, classes, files = read_images(x, picture_shape_of(network))
    return pixels, classes, [str(path) for path in files]


def _are_files(x: Any) -> bool:
    if isinstance(x, str | os.PathLike):
        return True
    return (
        isinstance(x, list | tuple)
        and bool(x)
        and all(isinstance(one, str | os.PathLike) for one in x)
    )
