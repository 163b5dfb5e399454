"""Preparing, which one `make` at a time does, so that two never install into the same folder."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import sqlite3
from typing import TYPE_CHECKING

import front_end
import project
from steps import must, say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK_FILE = "lock.sqlite"
HOLDER_FILE = "lock"
"""The number of the process that holds the lock, or of the last one that did."""
_MADE = (
    *("dist", "build", "test-results", "docs/_build", "js/node_modules", ".mypy_cache"),
    *(".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache", ".grimp_cache"),
    *("src/densemodel/widgets/static", "js/dist", ".venv"),
)
"""The folders that make and its tools create. Data and saved models are not among them."""
_SOURCES = ("src", "tests", "tools", "benchmarks", "demo_notebooks", "docs")


@contextlib.contextmanager
def alone(folder: Path = project.MAKE_FOLDER) -> Iterator[None]:
    """Hold the lock of the project while something is being prepared.

    The system releases the lock when its process ends, so no stale lock is left behind. SQLite
    locks a file in the same way on every system; of the standard library, fcntl and msvcrt do not.

    Args:
        folder: The folder of the lock file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    holder = folder / HOLDER_FILE
    # a try waits a second at most: Ctrl-C takes effect between two
    connection = sqlite3.connect(folder / LOCK_FILE, timeout=1, isolation_level=None)
    with contextlib.closing(connection):
        for tries in itertools.count():
            try:
                connection.execute("BEGIN EXCLUSIVE")
                break
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    raise
            if tries == 0:
                process = holder.read_text(encoding="utf-8") if holder.exists() else "unknown"
                say(f"waiting until another make has prepared (process {process})")
        holder.write_text(str(os.getpid()), encoding="utf-8")
        yield


def mnist() -> None:
    """Download ``data/mnist.npz`` unless it is there, and check it.

    Raises:
        StepFailedError: No source of MNIST could be reached.
    """
    command = [project.VENV_PYTHON, project.NOTEBOOKS / "mnist.py"]
    must(command, otherwise="MNIST could not be downloaded from any source (see above)")


def clean() -> int:
    """Remove what make and its tools created, while no other make prepares."""
    caches = [
        path
        for source in _SOURCES
        for name in ("__pycache__", ".ipynb_checkpoints")
        for path in (project.ROOT / source).rglob(name)
    ]
    with alone():
        for path in [*caches, *(project.ROOT / name for name in _MADE)]:
            if path.is_dir():
                shutil.rmtree(path)
                say(f"removed {path.relative_to(project.ROOT)}")
        # the lock file stays: another make may be waiting for it
        front_end.BUILT_STAMP.unlink(missing_ok=True)
    return 0
