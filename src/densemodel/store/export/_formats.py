"""The formats that a model is exported to: each writes it, and predicts with what was written."""

from __future__ import annotations

import io
import logging
import os
import subprocess
import sys
import tempfile
import warnings
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from densemodel.errors import StoreError
from densemodel.network import log_lines_hidden, trained_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.training import Run

Array = np.ndarray[Any, Any]

_SCRIPT_SECONDS = 600
# a second process would take the memory of the GPU from this one
_PLAIN = {"CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3", "KERAS_BACKEND": "tensorflow"}
_ASK = """
import runpy, sys
import numpy as np
model = runpy.run_path(sys.argv[1])["model"]
np.save(sys.argv[3], np.asarray(model(np.load(sys.argv[2]), training=False)))
"""
_ONNX_INPUT = "x"
_LOGGERS = ("tensorflow", "tf2onnx", "absl")
_PUT_INTO_NUMPY = "object"
"A name that Keras gives back to NumPy for a converter, and leaves there."


class ExportFormat(Protocol):
    """A format that a model is exported to."""

    suffix: str
    "How the name of what it writes ends; empty for a folder."
    words: str
    "Its name in messages."

    needs: tuple[str, ...] = ()
    "The packages that it needs beside Keras and TensorFlow."

    def files(self, path: Path) -> tuple[Path, ...]:
        """All that is written for a path, the main one last."""
        return (path,)

    def write(self, run: Run, path: Path) -> None:
        """Write the model. The run is of the export alone, and may be changed."""

    def answers(self, path: Path, rows: Array) -> Array:
        """The outputs of what was written for some rows."""


class KerasScript(ExportFormat):
    """A Keras script, with the weights in a file beside it."""

    suffix = ".py"
    words = "Keras code"

    def files(self, path: Path) -> tuple[Path, ...]:
        return path.with_name(f"{path.stem}.weights.h5"), path

    def write(self, run: Run, path: Path) -> None:
        rows = run.record().rows
        weights, _ = self.files(path)
        spec = rows.terms.spec.with_clauses(run.spec.clauses)
        code = trained_code(spec, rows.terms.task, rows.target_scale, weights=weights.name)
        # the script's optimizer starts from scratch, and Keras warns of numbers without a place
        run.model.optimizer = None
        run.model.save_weights(weights)
        if rows.class_names is not None:
            lines = "".join(f"    {name!r},\n" for name in rows.class_names)
            code += f"\n\n# what the outputs stand for, in their order\nclass_names = [\n{lines}]\n"
        path.write_text(code, encoding="utf-8")

    def answers(self, path: Path, rows: Array) -> Array:
        """Run the script in another process, and predict with its model."""
        with tempfile.TemporaryDirectory(prefix="densemodel-") as folder:
            given, found = Path(folder) / "rows.npy", Path(folder) / "answers.npy"
            np.save(given, rows)
            done = subprocess.run(  # noqa: S603 - our own script
                [sys.executable, "-c", _ASK, str(path), str(given), str(found)],
                env=os.environ | _PLAIN,
                capture_output=True,
                text=True,
                timeout=_SCRIPT_SECONDS,
                check=False,
            )
            if done.returncode or not found.exists():
                said = (done.stderr.strip().splitlines() or ["it made no model"])[-1]
                raise StoreError(
                    f"the Keras code was not written, since it does not run: {said[:200]}"
                )
            answered: Array = np.load(found)
            return answered


class SavedModelFolder(ExportFormat):
    """TensorFlow's SavedModel."""

    suffix = ""
    words = "a SavedModel"

    def write(self, run: Run, path: Path) -> None:
        with quiet():
            run.model.export(path, format="tf_saved_model", verbose=False)

    def answers(self, path: Path, rows: Array) -> Array:
        """Load it like TensorFlow Serving, and predict."""
        import tensorflow as tf

        with quiet(), tf.device("CPU"):
            # kept by a name: its variables live as long as it does
            loaded = tf.saved_model.load(str(path))
            return np.asarray(loaded.serve(tf.constant(rows)))


class OnnxFile(ExportFormat):
    """A file for ONNX Runtime and others."""

    suffix = ".onnx"
    words = "ONNX"
    needs = ("onnx", "tf2onnx")

    def write(self, run: Run, path: Path) -> None:
        import keras

        model = run.model
        # the converter knows erf, and not the erfc of gelu; exp, and not the expm1 of celu; and it
        # takes what `norm` learned for inputs of the model, if it is not plain numbers
        formulas = {keras.activations.gelu: _gelu, keras.activations.celu: _celu}
        for layer in model.layers:
            if type(layer).__name__ == "Normalization":
                layer.mean, layer.variance = np.asarray(layer.mean), np.asarray(layer.variance)
            formula = formulas.get(getattr(layer, "activation", None))
            if formula is not None:
                layer.activation = formula
        shape = (None, *model.input_shape[1:])
        with quiet():
            model.export(
                path,
                format="onnx",
                verbose=False,
                input_signature=[keras.InputSpec(shape=shape, dtype="float32", name=_ONNX_INPUT)],
            )

    def answers(self, path: Path, rows: Array) -> Array:
        """Predict with ONNX Runtime, or with ONNX's reference evaluator if that is missing."""
        if find_spec("onnxruntime"):
            from onnxruntime import InferenceSession

            session = InferenceSession(path, providers=["CPUExecutionProvider"])
        else:
            from onnx.reference import ReferenceEvaluator

            session = ReferenceEvaluator(str(path))
        (found,) = session.run(None, {_ONNX_INPUT: rows})
        return np.asarray(found)


def _gelu(x: Any) -> Any:
    from keras import ops

    return 0.5 * x * (1.0 + ops.erf(x / np.sqrt(2.0, dtype=np.float32)))


def _celu(x: Any) -> Any:
    from keras import ops

    return ops.maximum(x, 0.0) + ops.exp(ops.minimum(x, 0.0)) - 1.0


@contextmanager
def quiet() -> Iterator[None]:
    """Hide log lines, warnings and progress; errors are still raised."""
    with ExitStack() as stack:
        stack.enter_context(log_lines_hidden())
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        stack.enter_context(redirect_stdout(io.StringIO()))
        stack.enter_context(redirect_stderr(io.StringIO()))
        for logger in map(logging.getLogger, _LOGGERS):
            stack.callback(logger.setLevel, logger.level)
            logger.setLevel(logging.CRITICAL + 1)
        if _PUT_INTO_NUMPY not in vars(np):
            stack.callback(vars(np).pop, _PUT_INTO_NUMPY, None)
        yield
