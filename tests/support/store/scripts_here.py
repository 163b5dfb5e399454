"""Exported scripts that run in this process, for tests of something else than that they run."""

from __future__ import annotations

import contextlib
import io
import runpy
from typing import TYPE_CHECKING

import numpy as np

from densemodel.store.export._export import KerasScript

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def script_answers(path: Path, rows: np.ndarray) -> np.ndarray:
    """The answers of the model that a script makes."""
    with contextlib.redirect_stdout(io.StringIO()):  # it prints a summary
        return np.asarray(runpy.run_path(str(path))["model"](rows, training=False))


def try_scripts_here(patch: pytest.MonkeyPatch) -> None:
    """Spare the script a process of its own, which takes TensorFlow five seconds."""
    patch.setattr(KerasScript, "answers", lambda _, *given: script_answers(*given))
