"""The pictures of `--folder`, with a line on how far reading them is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from densemodel.errors import DataError
from densemodel.magics.cell._arguments import bare
from densemodel.wording import counted, duration

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
    line = _ProgressLine(str(folder))
    read = read_folder(folder, shapes.pop(), line.show)
    line.end()
    return read


class _ProgressLine:
    """One line below the cell, once reading takes long."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._began = self._shown_at = time.monotonic()
        self._line: Any = None
        self._total = 0

    def show(self, done: int, total: int) -> None:
        now, self._total = time.monotonic(), total
        if now - self._began >= _SILENT_SECONDS and now - self._shown_at >= _EVERY_SECONDS:
            self._shown_at = now
            self._put(f"Reading {counted(total, 'picture')} of {self._folder}: {done:,} so far")

    def end(self) -> None:
        if self._line is not None:
            seconds = duration(time.monotonic() - self._began)
            self._put(f"Read {counted(self._total, 'picture')} of {self._folder} in {seconds}.")

    def _put(self, words: str) -> None:
        from IPython.display import display

        bundle = {"text/plain": words}
        if self._line is None:
            self._line = display(bundle, raw=True, display_id=True)
        else:
            self._line.update(bundle, raw=True)
