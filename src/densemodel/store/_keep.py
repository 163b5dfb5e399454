"""Saves a run to a single file, outside a folder of saved models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.errors import StoreError
from densemodel.store.folder._files import why, write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from densemodel.training import Run


def keep_run(run: Run, path: Path, *, name: str, id: str) -> None:  # noqa: A002 - as the card has it
    """Write an ended run to a file that `load` opens.

    A power cut may undo it; a process that is killed leaves the old file or the new one.

    Args:
        run: A run that has trained.
        path: The file; its folder is made if it was not there.
        name: What the card calls it.
        id: 16 hexadecimal digits.

    Raises:
        StoreError: It has trained nothing, or could not be written.
    """
    from densemodel.store.contents._pack import packed

    data, _ = packed(run, name=name, id=id)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path.parent} can't be made: {why(error)}") from error
    write_atomically(path, data, is_durable=False)
