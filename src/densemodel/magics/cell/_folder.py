"""The pictures of `--folder`, and a line on what takes long before training: how far it is."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from densemodel.errors import DataError
from densemodel.magics.cell._arguments import bare
from densemodel.wording import counted, duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from densemodel.data import Pictures
    from densemodel.language import Spec

_SILENT_SECONDS = 1.0
_EVERY_SECONDS = 0.25


def read_pictures(
    text: str, specs: Sequence[Spec], variables: Mapping[str, Any]
) -> dict[str, Pictures]:
    """Read the pictures of a folder in the size that the networks take.

    Args:
        text: The folder as it is written, or a variable that holds its path.
        specs: The networks of the cell.
        variables: Those of the notebook.

    Raises:
        DataError: They can't be read, or the networks take several sizes.
    """
    from densemodel.data import picture_shape_of, read_folder

    shapes = {picture_shape_of(spec) for spec in specs}
    if len(shapes) != 1:
        raise DataError("--folder scales to one size: begin all networks of the cell with the same")
    folder = variables.get(text, bare(text))
    line = ProgressLine()

    def show(done: int, total: int) -> None:
        what = f"{counted(total, 'picture')} of {folder}"
        line.show(f"Reading {what}: {done:,} so far", f"Read {what}")

    read = read_folder(folder, shapes.pop(), show)
    line.end()
    return read


@contextmanager
def base_progress() -> Iterator[None]:
    """Show how far the outputs of a frozen base are, where computing them takes long."""
    from densemodel.data import watching_base

    line = ProgressLine()

    def show(done: int, total: int, name: str) -> None:
        what = f"the outputs of {name} for {counted(total, 'row')}"
        line.show(f"Computing {what}: {done:,} so far", f"Computed {what}")

    with watching_base(show):
        yield
    line.end()


class ProgressLine:
    """One line below the cell, once something takes long."""

    def __init__(self) -> None:
        self._began = self._shown_at = time.monotonic()
        self._line: Any = None
        self._done = ""

    def show(self, words: str, done: str) -> None:
        """Show what is going on, and know what is said of it once it is done."""
        now, self._done = time.monotonic(), done
        if now - self._began >= _SILENT_SECONDS and now - self._shown_at >= _EVERY_SECONDS:
            self._shown_at = now
            self._put(words)

    def end(self) -> None:
        if self._line is not None:
            self._put(f"{self._done} in {duration(time.monotonic() - self._began)}.")

    def _put(self, words: str) -> None:
        from IPython.display import display

        bundle = {"text/plain": words}
        if self._line is None:
            self._line = display(bundle, raw=True, display_id=True)
        else:
            self._line.update(bundle, raw=True)
