"""`make clean`: removes what make created. Data and saved models stay: make did not create them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import front_end
import lock
import project
from steps import finish, say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SOURCES = ("src", "tests", "tools", "benchmarks", "demo_notebooks", "docs")
_CACHES = ("__pycache__", ".ipynb_checkpoints")


def main() -> int:
    """Remove the folders, while no other make prepares."""
    with lock.preparing():
        for path in made(project.ROOT):
            shutil.rmtree(path)
            say(f"removed {path.relative_to(project.ROOT)}")
        # the lock file stays: another make may be waiting for it
        front_end.BUILT_STAMP.unlink(missing_ok=True)
    return 0


def made(root: Path) -> Iterator[Path]:
    """Yield the folders in the project that make and its tools create.

    Args:
        root: The project's folder.
    """
    names = ["dist", "build", "test-results", "docs/_build", "js/node_modules"]
    names += [".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"]
    names += [".import_linter_cache", ".grimp_cache", "src/densemodel/widgets/static"]
    yield from (root / name for name in names if (root / name).is_dir())
    for source in _SOURCES:
        caches = [path for name in _CACHES for path in (root / source).rglob(name)]
        yield from caches
    if (root / ".venv").is_dir():
        yield root / ".venv"


if __name__ == "__main__":
    finish(main)
