"""`make sick`: the advice that a diagnosis gives, followed on many sick networks."""

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
    """Prepare, then judge the advice on each network; 0 if it is good enough."""
    with lock.preparing():
        front_end.ensure()
        environment.ensure("test")
        mnist_data.ensure()
    say("150 sick networks, whose advice is followed, and 80 healthy ones: about ten minutes")
    script = project.ROOT / "tests" / "training" / "sick_networks" / "run_bed.py"
    command: Command = [project.VENV_PYTHON, script, *shlex.split(os.environ.get("ARGS", ""))]
    # the digits are read by the module that the demo notebooks read them with
    notebooks = project.ROOT / "demo_notebooks"
    return call(command, environment=project.variables(PYTHONPATH=str(notebooks)))


if __name__ == "__main__":
    finish(main)
