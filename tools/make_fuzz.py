"""`make fuzz`: 100,000 texts for the parser, and 300 random networks held against Keras."""

from __future__ import annotations

import environment
import front_end
import lock
import project
from steps import call, finish, say

TEXTS = 100_000
SPECS = 300
SECONDS = 3600
"For one test: some take minutes here."


def main() -> int:
    """Prepare, then run the tests that `make test` runs with less."""
    with lock.preparing():
        front_end.ensure()
        environment.ensure("test")
    say(f"{TEXTS:,} texts and {SPECS} specs")
    tests = ["tests/spec/test_any_text.py", "tests/network/test_script_models.py"]
    return call(
        [project.VENV_PYTHON, "-m", "pytest", f"--timeout={SECONDS}", *tests],
        environment=project.variables(
            DENSEMODEL_TEXTS=str(TEXTS),
            DENSEMODEL_RANDOM_SPECS=str(SPECS),
        ),
    )


if __name__ == "__main__":
    finish(main)
