"""Lets only one `make` at a time prepare, so that two never install into the same folder."""

from __future__ import annotations

import contextlib
import fcntl
import os
from typing import TYPE_CHECKING

import project
from steps import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK_FILE = "lock"


@contextlib.contextmanager
def preparing(folder: Path = project.MAKE_FOLDER) -> Iterator[None]:
    """Hold the lock of the project while its environment is being prepared.

    The system releases the lock when its process ends, so no stale lock is left behind.

    Args:
        folder: The folder of the lock file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK_FILE).open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            say(f"waiting until another make has prepared (process {file.read().strip()})")
            fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
