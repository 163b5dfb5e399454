"""A model as a Keras script, with its weights in a file beside the script."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.errors import StoreError
from densemodel.network import trained_code

if TYPE_CHECKING:
    from densemodel.training import Run

SUFFIX = ".py"
WORDS = "Keras code"

_SECONDS = 600
# a second process would take the memory of the GPU from this one
_PLAIN = {"CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3", "KERAS_BACKEND": "tensorflow"}
_ASK = """
import runpy, sys
import numpy as np
model = runpy.run_path(sys.argv[1])["model"]
np.save(sys.argv[3], np.asarray(model(np.load(sys.argv[2]), training=False)))
"""


def weights_of(script: Path) -> Path:
    """The file of the weights that belongs to a script."""
    return script.with_name(f"{script.stem}.weights.h5")


def require_packages() -> None:
    """Keras is always installed."""


def write(run: Run, path: Path) -> tuple[Path, ...]:
    """Write the script and the weights."""
    rows = run.record().rows
    weights = weights_of(path)
    spec = rows.terms.spec.with_clauses(run.spec.clauses)
    code = trained_code(spec, rows.terms.task, rows.target_scale, weights=weights.name)
    # the script's optimizer starts from scratch, and Keras warns of numbers without a place; the
    # run is of the export alone
    run.model.optimizer = None
    run.model.save_weights(weights)
    path.write_text(code + _class_names(rows.class_names), encoding="utf-8")
    return weights, path


def _class_names(names: tuple[str, ...] | None) -> str:
    if names is None:
        return ""
    lines = "".join(f"    {name!r},\n" for name in names)
    return f"\n\n# what the outputs stand for, in their order\nclass_names = [\n{lines}]\n"


def answers(path: Path, rows: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Run the script in another process, and predict with its model."""
    with tempfile.TemporaryDirectory(prefix="densemodel-") as folder:
        given, found = Path(folder) / "rows.npy", Path(folder) / "answers.npy"
        np.save(given, rows)
        done = subprocess.run(  # noqa: S603 - our own script
            [sys.executable, "-c", _ASK, str(path), str(given), str(found)],
            env=os.environ | _PLAIN,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        if done.returncode or not found.exists():
            said = (done.stderr.strip().splitlines() or ["it made no model"])[-1]
            raise StoreError(f"the Keras code was not written, since it does not run: {said[:200]}")
        answered: np.ndarray[Any, Any] = np.load(found)
        return answered
