"""`make faults`: kills writers and kernels, changes models: nothing may be lost or wrong."""

from __future__ import annotations

import environment
import front_end
import lock
import project
from steps import call, finish, say

KILLS, KERNEL_KILLS = 1_000, 40
SWEEP_KILLS, SWEEP_REAL_KILLS = 500, 10
CHANGES = 200
INTERRUPTS = 100
SECONDS = 3600
"For one test: the kills take minutes."


def main() -> int:
    """Prepare, then run tests of `make test` with more kills."""
    with lock.preparing():
        front_end.ensure()
        environment.ensure("test")
    say(
        f"killing {KILLS:,} writers and {KERNEL_KILLS} kernels; a full disk; concurrent writers; "
        f"{INTERRUPTS} interrupts"
    )
    say(f"changing the models of {CHANGES} runs")
    return call(
        [
            *(project.VENV_PYTHON, "-m", "pytest", f"--timeout={SECONDS}"),
            *("tests/store/folder/test_faults.py", "tests/store/autosave/test_kernel_kills.py"),
            *("tests/experiments/run/test_kills.py", "-rP"),
            "tests/magics/cell/test_interrupted_kernels.py",
            "tests/training/session/test_random_changes.py",
        ],
        environment=project.variables(
            DENSEMODEL_KILLS=str(KILLS),
            DENSEMODEL_KERNEL_KILLS=str(KERNEL_KILLS),
            DENSEMODEL_INTERRUPTS=str(INTERRUPTS),
            DENSEMODEL_SWEEP_KILLS=str(SWEEP_KILLS),
            DENSEMODEL_SWEEP_REAL_KILLS=str(SWEEP_REAL_KILLS),
            DENSEMODEL_CHANGES=str(CHANGES),
        ),
    )


if __name__ == "__main__":
    finish(main)
