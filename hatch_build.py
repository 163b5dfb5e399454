"""Builds the front end into the package, so that a wheel needs no Node where it is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST_NODE = 20
MEND = "install Node from nodejs.org, or install the released wheel: pip install densemodel"


class FrontEndHook(BuildHookInterface):  # type: ignore[misc]  # hatchling is untyped here
    """Runs before each wheel (also an editable one) and each sdist."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Builds the bundle unless it is there and as new as its sources."""
        root = Path(self.root)
        if not _is_built(root):
            _build(root / "js")


def _is_built(root: Path) -> bool:
    bundle = [root / "src/densemodel/widgets/static" / name for name in _bundle_names(root / "js")]
    if not all(file.is_file() for file in bundle):
        return False
    if (root / "PKG-INFO").is_file():
        # An sdist: the bundle was built with it, and unpacking may have lost the times.
        return True
    newest = max(file.stat().st_mtime for file in _sources(root / "js"))
    return all(file.stat().st_mtime >= newest for file in bundle)


def _bundle_names(js: Path) -> Iterator[str]:
    """What `js/build.mjs` makes: for each folder with an `index.ts` a script, and its styles."""
    for index in (js / "widgets").glob("*/index.ts"):
        yield f"{index.parent.name}.js"
        if any(index.parent.glob("*.css")):
            yield f"{index.parent.name}.css"


def _sources(js: Path) -> Iterator[Path]:
    yield from (js / name for name in ("package.json", "package-lock.json", "build.mjs"))
    for file in (js / "widgets").rglob("*"):
        if file.is_file() and not file.name.endswith(".test.ts"):
            yield file


def _build(js: Path) -> None:
    npm = _npm()
    if not _is_installed(js):
        _run([npm, "ci"], js)
    _run([npm, "run", "build"], js)


def _npm() -> str:
    """The path of npm, beside a Node that is new enough."""
    node = shutil.which("node")
    if node is None:
        _stop(f"Node {OLDEST_NODE} or newer, which was not found")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603  # a path from PATH, no shell
    found = re.match(r"v(\d+)", version.stdout)
    if found is None or int(found[1]) < OLDEST_NODE:
        seen = version.stdout.strip() or "broken"
        _stop(f"Node {OLDEST_NODE} or newer, and the one found is {seen}")
    npm = shutil.which("npm")
    if npm is None:
        _stop("npm, which comes with Node and was not found")
    return npm


def _is_installed(js: Path) -> bool:
    """Whether `npm ci` has run to its end since the lock file changed: it writes this file last."""
    stamp = js / "node_modules" / ".package-lock.json"
    return stamp.is_file() and stamp.stat().st_mtime >= (js / "package-lock.json").stat().st_mtime


def _run(command: list[str], folder: Path) -> None:
    # stdout may belong to the caller's protocol
    done = subprocess.run(command, cwd=folder, stdout=sys.stderr, check=False)  # noqa: S603
    if done.returncode:
        words = " ".join(["npm", *command[1:]])
        raise SystemExit(f"densemodel's front end was not built: '{words}' failed, as said above")


def _stop(need: str) -> NoReturn:
    """Ends the build in one line: an exception would print hatchling's whole stack."""
    raise SystemExit(f"densemodel's front end is built with {need}: {MEND}")
