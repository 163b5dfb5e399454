"""The Python environment in ``.venv``: made once, taken up again, made anew when broken."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import project
from steps import StepFailedError, must, say

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from steps import Command

STAMP = project.VENV / "densemodel.json"
_OLDEST, _NEWEST = (3, 11), (3, 13)
_PIP_WITH_GROUPS = (25, 1)
_HEALTH = "import json, sys, pip; print(json.dumps([*sys.version_info[:3], pip.__version__]))"


@dataclass(frozen=True)
class Installed:
    """What is installed, as the stamp in ``.venv`` tells it; written last, so it is never ahead."""

    root: str
    "the project's folder: an environment can't be moved"
    python: str
    "the version of the environment's Python"
    pyproject: str
    "the hash of the pyproject.toml that was installed"
    groups: tuple[str, ...]
    "the dependency groups, sorted"


@dataclass(frozen=True)
class Health:
    """The versions of a ``.venv`` that works."""

    python: tuple[int, int, int]
    "the version of its Python"
    pip: tuple[int, int]
    "the version of its pip, the first two numbers"


def ensure(*groups: str) -> None:
    """Make ``.venv`` hold the project and these dependency groups.

    Args:
        groups: Names of ``[dependency-groups]`` in pyproject.toml.

    Raises:
        StepFailedError: The environment could not be made, or pip could not install.
    """
    health = _healthy_environment()
    stamp = read_stamp(STAMP)
    wanted = wanted_stamp(project.ROOT, health.python, groups, stamp)
    if stamp == wanted:
        return
    say(f"installing the project and {', '.join(groups)} into .venv (a few minutes the first time)")
    if stamp is None:
        remove_half_installed(project.VENV)
    # without the stamp an interrupted install is noticed the next time
    STAMP.unlink(missing_ok=True)
    install("--editable", project.ROOT, *(w for name in wanted.groups for w in ("--group", name)))
    STAMP.write_text(json.dumps(asdict(wanted)), encoding="utf-8")


def install(*packages: str | Path) -> None:
    """Install packages into ``.venv``, which is made if it is not there.

    Args:
        packages: As pip takes them, with its options: ``"--group", "wheel"``.

    Raises:
        StepFailedError: The environment could not be made, or pip could not install.
    """
    if _healthy_environment().pip < _PIP_WITH_GROUPS:
        _pip("--upgrade", "pip>=25.1")
    _pip(*packages)


def wanted_stamp(
    root: Path, python: tuple[int, int, int], groups: Iterable[str], stamp: Installed | None
) -> Installed:
    """Return the stamp of an environment that has what is asked for, and loses nothing it has.

    Args:
        root: The project's folder.
        python: The version of the environment's Python.
        groups: The dependency groups asked for.
        stamp: What is installed already.
    """
    pyproject = hashlib.sha256((root / "pyproject.toml").read_bytes()).hexdigest()
    had = stamp.groups if stamp and stamp.pyproject == pyproject else ()
    return Installed(
        root=str(root),
        python=".".join(map(str, python)),
        pyproject=pyproject,
        groups=tuple(sorted({*groups, *had})),
    )


def read_stamp(path: Path) -> Installed | None:
    """Return what the stamp says is installed; None if there is none, or it can't be read."""
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        return Installed(**{**facts, "groups": tuple(facts["groups"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def remove_half_installed(venv: Path) -> None:
    """Remove the traces of packages that an interrupted pip left unfinished.

    pip takes any ``.dist-info`` folder for an installed package, but writes ``INSTALLER`` into it
    only after the package's files: without it the package would stay broken for good.

    Args:
        venv: The environment's folder.
    """
    for packages in venv.glob("lib/python*/site-packages"):
        leftovers = [*packages.glob("~*")]
        leftovers += [
            info for info in packages.glob("*.dist-info") if not (info / "INSTALLER").exists()
        ]
        for leftover in leftovers:
            shutil.rmtree(leftover, ignore_errors=True)


def _healthy_environment() -> Health:
    health = _health()
    stamp = read_stamp(STAMP)
    moved = stamp is not None and stamp.root != str(project.ROOT)
    if health is not None and not moved and _fits(health.python):
        return health
    if project.VENV.exists() or project.VENV.is_symlink():
        reason = (
            "was made for another folder" if moved else "is unfinished, broken or of another Python"
        )
        say(f"the Python environment in .venv {reason}: making it anew")
        _remove(project.VENV)
    else:
        say("making the Python environment in .venv")
    command: Command = [sys.executable, "-m", "venv", project.VENV]
    must(command, otherwise=f"{sys.executable} could not make .venv; its message is above")
    health = _health()
    if health is None:
        raise StepFailedError(".venv was made but does not run: try make PYTHON=/another/python3")
    return health


def _fits(python: tuple[int, int, int]) -> bool:
    named = sys.version_info[:2] if os.environ.get("PYTHON") else python[:2]
    return _OLDEST <= python[:2] <= _NEWEST and python[:2] == named


def _health() -> Health | None:
    try:
        answer = subprocess.run(
            [project.VENV_PYTHON, "-c", _HEALTH],
            capture_output=True,
            check=True,
            env=project.variables(),
        )
        *python, pip = json.loads(answer.stdout)
    except (OSError, subprocess.CalledProcessError, ValueError):
        return None
    major, minor = pip.split(".")[:2]
    return Health((python[0], python[1], python[2]), (int(major), int(minor)))


def _pip(*arguments: str | Path) -> None:
    must(
        [
            *(project.VENV_PYTHON, "-m", "pip", "--disable-pip-version-check", "--quiet"),
            *("install", "--root-user-action=ignore", *arguments),
        ],
        otherwise="pip could not install (see above); it needs a package index to be within reach",
    )


def _remove(folder: Path) -> None:
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    else:
        shutil.rmtree(folder)
