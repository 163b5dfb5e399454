"""The Python environment in ``.venv``: created once, reused, and recreated when broken."""

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
_OLDEST, _NEWEST = (3, 11), (3, 14)
_PIP_WITH_GROUPS = (25, 1)
_HEALTH = "import json, sys, pip; print(json.dumps([*sys.version_info[:3], pip.__version__]))"


@dataclass(frozen=True)
class Installed:
    """What is installed, from the stamp in ``.venv``; written last, so it never claims too much."""

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
    """The versions in a working ``.venv``."""

    python: tuple[int, int, int]
    "the version of its Python"
    pip: tuple[int, int]
    "the first two numbers of its pip's version"


def ensure(*groups: str) -> None:
    """Install the project and these dependency groups into ``.venv``, unless they are there.

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
    install(
        "--editable",
        f"{project.ROOT}[cpu]",
        *(w for name in wanted.groups for w in ("--group", name)),
    )
    STAMP.write_text(json.dumps(asdict(wanted)), encoding="utf-8")


def install(*packages: str | Path) -> None:
    """Install packages into ``.venv``, which is created if it does not exist.

    Args:
        packages: Arguments for ``pip install``, such as ``"--group", "wheel"``.

    Raises:
        StepFailedError: The environment could not be made, or pip could not install.
    """
    if _healthy_environment().pip < _PIP_WITH_GROUPS:
        _pip("--upgrade", "pip>=25.1")
    _pip(*packages)


def wanted_stamp(
    root: Path, python: tuple[int, int, int], groups: Iterable[str], stamp: Installed | None
) -> Installed:
    """Return the stamp of an environment with these groups and those that it already has.

    Args:
        root: The project's folder.
        python: The version of the environment's Python.
        groups: The dependency groups to install.
        stamp: What is already installed.
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
    """Read what is installed from the stamp; None if it is missing or unreadable."""
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        return Installed(**{**facts, "groups": tuple(facts["groups"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def remove_half_installed(venv: Path) -> None:
    """Remove the remains of packages that an interrupted pip left unfinished.

    pip treats any ``.dist-info`` folder as an installed package, but writes ``INSTALLER`` into it
    only after the package's files: a package without it would stay broken for good.

    Args:
        venv: The environment's folder.
    """
    # the second is that of Windows
    folders = *venv.glob("lib/python*/site-packages"), venv / "Lib" / "site-packages"
    for packages in folders:
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
        say(f"the Python environment in .venv {reason}: recreating it")
        _remove(project.VENV)
    else:
        say("creating the Python environment in .venv")
    command: Command = [sys.executable, "-m", "venv", project.VENV]
    must(command, otherwise=f"{sys.executable} could not create .venv (see above)")
    health = _health()
    if health is None:
        raise StepFailedError(
            ".venv was created but does not run: try make PYTHON=/another/python3"
        )
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
        otherwise="pip install failed (see above); it needs access to a package index",
    )


def _remove(folder: Path) -> None:
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    else:
        shutil.rmtree(folder)
