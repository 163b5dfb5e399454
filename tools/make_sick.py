"""`make sick`: the advice that a diagnosis gives, followed on many sick networks."""

from __future__ import annotations

import os
import shlex

import environment
import front_end
import lock
import mnist_data
import project
from steps import call, finish, say


def main() -> int:
    """Prepare, then judge the advice on each network; 0 if it is good enough."""
    with lock.preparing():
        front_end.ensure()
        environment.ensure("test")
        mnist_data.ensure()
    say("150 sick networks, whose advice is followed, and 80 healthy ones: about ten minutes")
    script = project.ROOT / "tests" / "training" / "sick_networks" / "run_bed.py"
    return call([project.VENV_PYTHON, script, *shlex.split(os.environ.get("ARGS", ""))])


if __name__ == "__main__":
    finish(main)
