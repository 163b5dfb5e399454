"""`make sick`: follows the advice of diagnoses on many sick networks."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING

import environment
import front_end
import lock
import mnist_data
import project
from steps import call, finish, say

if TYPE_CHECKING:
    from steps import Command


def main() -> int:
    """Prepare, then evaluate the advice on each network; 0 if it is good enough."""
    with lock.preparing():
        front_end.ensure()
        environment.ensure("test")
        mnist_data.ensure()
    say("following the advice on 150 sick networks, and checking 80 healthy ones: ten minutes")
    script = project.ROOT / "benchmarks" / "sick.py"
    command: Command = [project.VENV_PYTHON, script, *shlex.split(os.environ.get("ARGS", ""))]
    return call(command, environment=project.variables())


if __name__ == "__main__":
    finish(main)
