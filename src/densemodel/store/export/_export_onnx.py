"""A model as an ONNX file."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.errors import StoreError
from densemodel.store.export._export_check import quiet

if TYPE_CHECKING:
    from pathlib import Path

    from densemodel.training import Run

SUFFIX = ".onnx"
WORDS = "ONNX"

_NEEDED = ("onnx", "tf2onnx")
_INPUT = "x"


def require_packages() -> None:
    """Refuse if a package is missing.

    Raises:
        StoreError: It is.
    """
    if not all(map(find_spec, _NEEDED)):
        raise StoreError("ONNX needs two packages: pip install onnx tf2onnx")


def write(run: Run, path: Path) -> tuple[Path, ...]:
    """Write the file. The model is not shared, and may be changed."""
    import keras

    model = run.model
    # the converter knows erf, and not the erfc of gelu; it knows exp, and not the expm1 of celu;
    # and it takes what `norm` learned for inputs of the model, if it is not plain numbers
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
            input_signature=[keras.InputSpec(shape=shape, dtype="float32", name=_INPUT)],
        )
    return (path,)


def answers(path: Path, rows: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Predict with ONNX Runtime, or with ONNX's reference evaluator if that is not installed."""
    if find_spec("onnxruntime"):
        from onnxruntime import InferenceSession

        session = InferenceSession(path, providers=["CPUExecutionProvider"])
    else:
        from onnx.reference import ReferenceEvaluator

        session = ReferenceEvaluator(str(path))
    (found,) = session.run(None, {_INPUT: rows})
    return np.asarray(found)


def _gelu(x: Any) -> Any:
    from keras import ops

    return 0.5 * x * (1.0 + ops.erf(x / np.sqrt(2.0, dtype=np.float32)))


def _celu(x: Any) -> Any:
    from keras import ops

    return ops.maximum(x, 0.0) + ops.exp(ops.minimum(x, 0.0)) - 1.0
