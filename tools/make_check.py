"""`make check`: runs all checks of the sources, then prints a summary."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import environment
import front_end
import lock
import project
from steps import call, finish, say

if TYPE_CHECKING:
    from steps import Command

_PYTHON = project.VENV_PYTHON
_DOCS = project.ROOT / "docs"
SPHINX: Command = (
    *(_PYTHON, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html"),
    *(_DOCS, _DOCS / "_build" / "html"),
)
CHECKS: dict[str, Command] = {
    "ruff check": (_PYTHON, "-m", "ruff", "check"),
    "ruff format": (_PYTHON, "-m", "ruff", "format", "--check"),
    "mypy": (_PYTHON, "-m", "mypy"),
    "names": (_PYTHON, project.ROOT / "tools" / "check_names.py"),
    "import-linter": (project.VENV / "bin" / "lint-imports", "--no-cache"),
    "TypeScript": ("npm", "run", "--silent", "check", "--prefix", front_end.JS),
    "documentation": SPHINX,
}


@dataclass(frozen=True)
class Outcome:
    """How one check ended."""

    name: str
    "the check"
    passed: bool
    "whether it found no problem"
    seconds: float
    "the time it took"

    def __str__(self) -> str:
        """Return the line of the summary."""
        return f"{self.name:<14} {'ok' if self.passed else 'FAILED':<6} {self.seconds:6.1f} s"


def main() -> int:
    """Prepare, run every check, and report."""
    with lock.preparing():
        front_end.ensure()
        front_end.ensure_packages()
        environment.ensure("check", "docs")
    outcomes = [_run(name, command) for name, command in CHECKS.items()]
    print(*outcomes, sep="\n", flush=True)
    return int(not all(outcome.passed for outcome in outcomes))


def _run(name: str, command: Command) -> Outcome:
    say(name)
    started = time.monotonic()
    status = call(command)
    return Outcome(name, status == 0, time.monotonic() - started)


if __name__ == "__main__":
    finish(main)
