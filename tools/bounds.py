"""Environments with the oldest or the newest versions that pyproject.toml allows, made by uv."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, Literal

import environment
import project
from colab_pins import pins
from steps import must, say

if TYPE_CHECKING:
    from pathlib import Path

    from pythons import FoundPython
    from steps import Command

    Which = Literal["oldest", "newest"]

FOLDER = project.ROOT / "build" / "matrix"
EXTRA = "cpu"
"""The extra of densemodel that an environment has: TensorFlow."""
GROUP = "browser"
"""The dependency group that an environment has besides the dependencies, always the newest."""
_PYPROJECT = project.ROOT / "pyproject.toml"
_UV: Command = (project.VENV_PYTHON, "-m", "uv")
_WITH_THE_OLDEST = "jupyterlab-widgets<3"
"""What ipywidgets 7.8 asks for, and 7.7 does not: from 3 on it draws the widgets of 8 alone."""


def dependencies() -> list[str]:
    """Return the names of the direct dependencies, with all packages that hold TensorFlow."""
    declared = _pyproject()["project"]
    every = [*declared["dependencies"], *declared["optional-dependencies"][EXTRA]]
    return list(dict.fromkeys(names_of(every)))


def group() -> list[str]:
    """Return the names of the packages that an environment has besides."""
    return names_of(_pyproject()["dependency-groups"][GROUP])


def names_of(requirements: list[str]) -> list[str]:
    """Return the package names of requirements such as ``"ipykernel>=6.17,!=7.0.0"``."""
    return [re.split(r"[^\w.-]", requirement, maxsplit=1)[0] for requirement in requirements]


def ensure(python: FoundPython, which: Which) -> Path:
    """Create an environment, or change an existing one to the versions of today.

    Only wheels are installed: if a lower bound has none for this Python, the oldest is the lowest
    version that has one.

    Args:
        python: What creates it.
        which: Whether its dependencies are the lowest or the highest versions that go together.

    Returns:
        The Python in the environment.

    Raises:
        StepFailedError: No versions go together, or they could not be installed.
    """
    venv = FOLDER / f"python{python.version}-{which}"
    say(f"Python {python.version} with the {which} versions")
    FOLDER.mkdir(parents=True, exist_ok=True)
    versions = _compile(python, venv)
    if which == "oldest":
        file = FOLDER / f"{venv.name}-group.txt"
        file.write_text(_group_pins(versions.read_text(encoding="utf-8")), encoding="utf-8")
        versions = _compile(python, venv, "--resolution=lowest-direct", f"--constraints={file}")
    program = venv / "bin" / "python"
    if not program.exists():
        _uv("venv", "--clear", f"--python={python.path}", venv)
    environment.remove_half_installed(venv)
    _uv("pip", "sync", f"--python={program}", versions)
    _uv("pip", "install", f"--python={program}", "--no-deps", "--editable", project.ROOT)
    return program


def _group_pins(newest: str) -> str:
    """Constraints that keep the packages of the group as new as among the newest of everything."""
    found = pins(newest)
    return "\n".join([*(f"{name}=={found[name]}" for name in group()), _WITH_THE_OLDEST, ""])


def _compile(python: FoundPython, venv: Path, *options: str) -> Path:
    """Write the version of each package that the environment needs, and return the file."""
    versions = venv.with_name(f"{venv.name}.txt")
    _uv(
        *("pip", "compile", "--upgrade", "--only-binary=:all:", f"--python={python.path}"),
        *("--no-header", "--no-annotate", f"--output-file={versions}", *options),
        *(f"--extra={EXTRA}", f"--group={GROUP}", _PYPROJECT),
    )
    return versions


def _pyproject() -> dict[str, Any]:
    return tomllib.loads(_PYPROJECT.read_text(encoding="utf-8"))


def _uv(*words: str | Path) -> None:
    otherwise = f"uv {words[0]} failed (see above); it needs access to a package index"
    must([*_UV, "--quiet", "--no-python-downloads", *words], otherwise=otherwise)
