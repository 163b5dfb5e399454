"""Exports a model to another format, and removes the export if its outputs differ."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from densemodel.errors import DenseModelError, StoreError
from densemodel.store.card._names import require_plain, slug_of
from densemodel.store.export import _export_keras, _export_onnx, _export_saved_model
from densemodel.store.export._export_check import answers_of, require_same, rows_for
from densemodel.store.export._export_formats import EXPORTS
from densemodel.store.folder._files import why

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from densemodel.training import Run

_MOST_NAMES = 10_000


class ExportWriter(Protocol):
    """The interface of a format's module."""

    SUFFIX: str
    "How the name of what it writes ends; empty for a folder."
    WORDS: str
    "Its name in messages."

    def require_packages(self) -> None:
        """Refuse if a needed package is not installed."""

    def write(self, run: Run, path: Path) -> tuple[Path, ...]:
        """Write the model; returns all written files, the main one last."""

    def answers(self, path: Path, rows: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """The outputs of the export for some rows."""


_WRITERS: dict[str, Any] = {
    "keras": _export_keras,
    "saved_model": _export_saved_model,
    "onnx": _export_onnx,
}


def export(
    load: Callable[[], Run], kind: str, to: str | os.PathLike[str] | None, beside: Path
) -> Path:
    """Load a model, export it, and compare the outputs.

    Args:
        load: Gives the run.
        kind: One of the formats.
        to: A path or a folder; None for `beside`.
        beside: The folder where it goes if nothing is said.

    Raises:
        StoreError: Nothing was written, and why.
    """
    writer = _writer(kind)
    writer.require_packages()
    run = load()
    place = _place(to, beside, slug_of(run.name), writer.SUFFIX)
    try:
        with tempfile.TemporaryDirectory(prefix=".exporting-", dir=place.parent) as folder:
            _write(writer, run, Path(folder), place)
    except OSError as error:
        raise StoreError(f"{place.name} can't be written in {place.parent}: {why(error)}") from None
    return place


def _writer(kind: str) -> ExportWriter:
    key = str(kind).casefold().replace("_", "").replace(" ", "")
    for name, words in EXPORTS:
        if key in (name.replace("_", ""), words.casefold().replace(" ", "")):
            writer: ExportWriter = _WRITERS[name]
            return writer
    known = ", ".join(repr(name) for name, _ in EXPORTS)
    raise StoreError(f"there is no format {str(kind)[:40]!r} to export to: write one of {known}")


def _write(writer: ExportWriter, run: Run, folder: Path, place: Path) -> None:
    """Write to a temporary folder, check, and then move it to its place."""
    rows = rows_for(run.model)
    due = answers_of(run.model, rows)
    try:
        written = writer.write(run, folder / place.name)
        found = writer.answers(folder / place.name, rows)
    except (OSError, DenseModelError):
        raise
    except Exception as error:  # noqa: BLE001 - converters raise what they like
        said = " ".join(str(error).split())[:200] or type(error).__name__
        raise StoreError(f"'{run.name}' can't be written as {writer.WORDS}: {said}") from None
    require_same(found, due, f"'{run.name}' as {writer.WORDS}")
    _move(written, place.parent)


def _move(written: tuple[Path, ...], folder: Path) -> None:
    """Move all files, or none."""
    moved: list[Path] = []
    try:
        for path in written:
            path.rename(folder / path.name)
            moved.append(folder / path.name)
    except BaseException:
        for path in moved:
            path.unlink(missing_ok=True)
        raise


def _place(to: str | os.PathLike[str] | None, beside: Path, slug: str, suffix: str) -> Path:
    """The target path, which must not exist."""
    if to is None:
        return _free(beside, slug, suffix)
    require_plain(os.fspath(to), "the place of an export")
    path = Path(to).expanduser().absolute()
    if path.is_dir():
        return _free(path, slug, suffix)
    if suffix and path.suffix != suffix:
        path = path.with_name(path.name + suffix)
    if not path.parent.is_dir():
        raise StoreError(f"there is no folder {path.parent}: make it first")
    if not _is_free(path):
        raise StoreError(f"{path} is there already: delete it first, or write to another name")
    return path


def _free(folder: Path, slug: str, suffix: str) -> Path:
    for number in range(1, _MOST_NAMES):
        path = folder / (f"{slug}{suffix}" if number == 1 else f"{slug}-{number}{suffix}")
        if _is_free(path):
            return path
    raise StoreError(f"{folder} has too many exports called {slug}: write to another name")


def _is_free(path: Path) -> bool:
    taken = (path, _export_keras.weights_of(path)) if path.suffix == ".py" else (path,)
    return not any(os.path.lexists(one) for one in taken)
