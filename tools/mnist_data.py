"""MNIST for the notebooks, tests and benchmarks: fetched once into ``data/``."""

from __future__ import annotations

import project
from steps import must


def ensure() -> None:
    """Download ``data/mnist.npz`` unless it is there, and check it.

    Raises:
        StepFailedError: No source of MNIST could be reached.
    """
    command = [project.VENV_PYTHON, project.NOTEBOOKS / "mnist.py"]
    must(command, otherwise="MNIST could not be downloaded from any source (see above)")
