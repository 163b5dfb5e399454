"""MNIST for the notebooks, tests and benchmarks: fetched once into ``data/``."""

from __future__ import annotations

import project
from steps import must


def ensure() -> None:
    """Make ``data/mnist.npz`` be there and right.

    Raises:
        StepFailedError: No source of MNIST could be reached.
    """
    command = [project.VENV_PYTHON, project.NOTEBOOKS / "mnist.py"]
    must(command, otherwise="MNIST could not be got: each source that was tried is named above")
