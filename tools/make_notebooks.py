"""`make notebooks`: every demo notebook run whole, with the accuracies that it promises."""

from __future__ import annotations

import environment
import front_end
import lock
import mnist_data
import project
from steps import call, finish, say


def main() -> int:
    """Prepare, then run the tests that `make test` runs with fewer rows and steps."""
    with lock.preparing():
        front_end.ensure()
        environment.ensure("test")
        mnist_data.ensure()
    say("eight notebooks: about half an hour")
    return call(
        [project.VENV_PYTHON, "-m", "pytest", "tests/notebooks"],
        environment=project.variables(DENSEMODEL_WHOLE_NOTEBOOKS="1"),
    )


if __name__ == "__main__":
    finish(main)
