"""Exports a model to another format, and removes the export if its outputs differ."""

from __future__ import annotations

import os
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.errors import DenseModelError, StoreError
from densemodel.store.card._names import require_plain, slug_of
from densemodel.store.export import EXPORTS
from densemodel.store.export._formats import (
    Array,
    ExportFormat,
    KerasScript,
    OnnxFile,
    SavedModelFolder,
)
from densemodel.store.folder._files import why

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.training import Run

_FORMATS: dict[str, ExportFormat] = {
    "keras": KerasScript(),
    "saved_model": SavedModelFolder(),
    "onnx": OnnxFile(),
}
_MOST_NAMES = 10_000
ROWS = 16
_TOLERANCE = 1e-4
"Of the largest answer: programs add the same float32 numbers in another order."


def export(
    load: Callable[[], Run], kind: str, to: str | os.PathLike[str] | None, beside: Path
) -> Path:
    """Load a model, export it to a path or a folder, or `beside` others, and compare the outputs.

    Raises:
        StoreError: Nothing was written, and why.
    """
    format_ = _format(kind)
    if not all(map(find_spec, format_.needs)):
        raise StoreError(
            f"{format_.words} needs two packages: pip install {' '.join(format_.needs)}"
        )
    run = load()
    place = _place(to, beside, slug_of(run.name), format_)
    try:
        with tempfile.TemporaryDirectory(prefix=".exporting-", dir=place.parent) as folder:
            _write(format_, run, Path(folder), place)
    except OSError as error:
        raise StoreError(f"{place.name} can't be written in {place.parent}: {why(error)}") from None
    return place


def _format(kind: str) -> ExportFormat:
    key = str(kind).casefold().replace("_", "").replace(" ", "")
    for name, words in EXPORTS:
        if key in (name.replace("_", ""), words.casefold().replace(" ", "")):
            return _FORMATS[name]
    known = ", ".join(repr(name) for name, _ in EXPORTS)
    raise StoreError(f"there is no format {str(kind)[:40]!r} to export to: write one of {known}")


def _write(format_: ExportFormat, run: Run, folder: Path, place: Path) -> None:
    """Write to a temporary folder, check, and then move all files to their place, or none."""
    rows = rows_for(run.model)
    due = answers_of(run.model, rows)
    try:
        format_.write(run, folder / place.name)
        found = format_.answers(folder / place.name, rows)
    except (OSError, DenseModelError):
        raise
    except Exception as error:  # noqa: BLE001 - converters raise what they like
        said = " ".join(str(error).split())[:200] or type(error).__name__
        raise StoreError(f"'{run.name}' can't be written as {format_.words}: {said}") from None
    require_same(found, due, f"'{run.name}' as {format_.words}")
    moved: list[Path] = []
    try:
        for path in format_.files(place):
            (folder / path.name).rename(path)
            moved.append(path)
    except BaseException:
        for path in moved:
            path.unlink(missing_ok=True)
        raise


def _place(
    to: str | os.PathLike[str] | None, beside: Path, slug: str, format_: ExportFormat
) -> Path:
    """The target path, which must not exist."""
    if to is None:
        return _free(beside, slug, format_)
    require_plain(os.fspath(to), "the place of an export")
    path = Path(to).expanduser().absolute()
    if path.is_dir():
        return _free(path, slug, format_)
    if format_.suffix and path.suffix != format_.suffix:
        path = path.with_name(path.name + format_.suffix)
    if not path.parent.is_dir():
        raise StoreError(f"there is no folder {path.parent}: make it first")
    if not _is_free(path, format_):
        raise StoreError(f"{path} is there already: delete it first, or write to another name")
    return path


def _free(folder: Path, slug: str, format_: ExportFormat) -> Path:
    for number in range(1, _MOST_NAMES):
        path = folder / f"{slug}{'' if number == 1 else f'-{number}'}{format_.suffix}"
        if _is_free(path, format_):
            return path
    raise StoreError(f"{folder} has too many exports called {slug}: write to another name")


def _is_free(path: Path, format_: ExportFormat) -> bool:
    return not any(map(os.path.lexists, format_.files(path)))


def rows_for(model: Any) -> Array:
    """Random rows in the range that the first layers scale to about 1.

    `scale` or `norm` at the start of a model tell what its rows are like.
    """
    shape = tuple(model.input_shape[1:])
    rows = np.random.default_rng(0).normal(size=(ROWS, *shape))
    first = model.layers[0]
    if type(first).__name__ == "Rescaling" and isinstance(first.scale, float) and first.scale:
        rows = np.abs(rows) / first.scale
    elif type(first).__name__ == "Normalization":
        mean, variance = np.asarray(first.mean), np.asarray(first.variance)
        rows = rows * np.sqrt(variance.reshape(mean.shape)) + mean
        rows = rows.reshape(ROWS, *shape)
    return rows.astype(np.float32)


def answers_of(model: Any, rows: Array) -> Array:
    """The model's outputs, computed on the CPU: a GPU may round to fewer digits."""
    import tensorflow as tf

    with tf.device("CPU"):
        return np.asarray(model(rows, training=False))


def require_same(found: Array, due: Array, what: str) -> None:
    """Refuse outputs of an export that differ from those due; `what` begins the message.

    Raises:
        StoreError: They differ by more than rounding.
    """
    if found.shape != due.shape:
        raise StoreError(
            f"{what} was not written: its output has the shape {found.shape[1:]}, and the model in "
            f"{due.shape[1:]}"
        )
    finite = np.isfinite(due)
    size = float(np.abs(due[finite]).max(initial=0.0))
    apart = float(np.abs(found[finite] - due[finite]).max(initial=0.0))
    alike = np.array_equal(found[~finite], due[~finite], equal_nan=True)
    if not alike or not apart <= _TOLERANCE * size:  # also where it is no number
        raise StoreError(
            f"{what} was not written: its answers are not the model's, they differ by {apart:.2g} "
            f"where the largest is {size:.2g}"
        )
