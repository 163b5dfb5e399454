"""Finds the Pythons of this machine, by names such as `python3.12`."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import project

if TYPE_CHECKING:
    from collections.abc import Iterator

_ASK = "import json, platform, sys; print(json.dumps([sys.executable, platform.python_version()]))"


@dataclass(frozen=True)
class FoundPython:
    """A Python that runs."""

    path: str
    "the program itself, not a shim"
    version: str
    "all its numbers, as in `3.12.4`"


def find(name: str) -> FoundPython | None:
    """Return the Python of this name; None if there is none that runs.

    Args:
        name: A path, or a name to look for on PATH and then among the versions of pyenv.
    """
    return next(filter(None, map(_ask, (name, *_of_pyenv(name)))), None)


def _ask(program: str) -> FoundPython | None:
    # a shim of pyenv may have no version behind it: only running it shows that
    try:
        answer = subprocess.run(
            [program, "-c", _ASK], capture_output=True, check=True, env=project.variables()
        )
        return FoundPython(*json.loads(answer.stdout))
    except (OSError, subprocess.CalledProcessError, ValueError):
        return None


def _of_pyenv(name: str) -> Iterator[str]:
    """The programs of this name, the newest version first."""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    programs = (root / "versions").glob(f"*/bin/{Path(name).name}")
    for program in sorted(programs, key=_numbers_of_version, reverse=True):
        yield str(program)


def _numbers_of_version(program: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", program.parents[1].name)]
