"""`make ladder`: trains every step of the ladder to the end, and writes docs/ladder.md."""

from __future__ import annotations

import environment
import front_end
import lock
import mnist_data
import project
from steps import call, finish, say


def main() -> int:
    """Prepare, then run the notebook of the ladder and write the page."""
    with lock.preparing():
        front_end.ensure()
        environment.ensure("demo")
        mnist_data.ensure()
    say("ten networks, 10,000 steps each: about a quarter of an hour")
    return call([project.VENV_PYTHON, project.ROOT / "tools" / "run_ladder.py"])


if __name__ == "__main__":
    finish(main)
