"""`make faults`: 1,000 writers of saved models are killed, and nothing may be lost."""

from __future__ import annotations

import environment
import front_end
import lock
import project
from steps import call, finish, say

KILLS = 1_000
SECONDS = 3600
"For one test: the kills take minutes."


def main() -> int:
    """Prepare, then run the test that `make test` runs with fewer kills."""
    with lock.preparing():
        front_end.ensure()
        environment.ensure("test")
    say(f"{KILLS:,} kills, a full disk, and writers at once")
    return call(
        [
            *(project.VENV_PYTHON, "-m", "pytest", f"--timeout={SECONDS}"),
            "tests/store/test_faults.py",
        ],
        environment=project.variables(DENSEMODEL_KILLS=str(KILLS)),
    )


if __name__ == "__main__":
    finish(main)
