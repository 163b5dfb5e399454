"""Preparing, which one `make` at a time does, so that two never install into the same folder."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from typing import TYPE_CHECKING

import front_end
import project
from steps import must, say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK_FILE = "lock"
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
