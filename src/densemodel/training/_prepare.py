"""From a spec and arrays to a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import bind
from densemodel.errors import DataError, TrainingError
from densemodel.network import build, build_bound
from densemodel.spec import as_spec
from densemodel.training._run import Run

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.data import Bound
    from densemodel.spec import Spec


def train(
    spec_or_model: Spec | str,
    x: Any,
    y: Any,
    *,
    validation_data: tuple[Any, Any] | None = None,
    test_data: tuple[Any, Any] | None = None,
    callbacks: Sequence[Any] = (),
    sample_weight: Any = None,
    class_weight: Mapping[Any, float] | None = None,
    initial_epoch: int = 0,
    wait: bool = True,
) -> Run:
    """Build the network of a spec and train it.

    Args:
        spec_or_model: A spec, or its text.
        x: Rows, shape (n, ...): an array, a list, or a frame with columns of numbers.
        y: Their labels, shape (n,) or (n, k): numbers, class names, or one-hot.
        validation_data: A pair (x, y) to validate on. None: the share that `split` holds back.
        test_data: A pair (x, y) that is scored once, when the run ends.
        callbacks: Any Keras callbacks.
        sample_weight: A weight for each row of x, shape (n,), 0 or above.
        class_weight: A weight for each class, by its name or number.
        initial_epoch: The number of epochs that count as done.
        wait: Come back when the run has ended; False comes back at once.

    Returns:
        The run. Its `model` is a plain compiled `keras.Sequential` with the best weights.

    Raises:
        SpecError: The text is not a spec.
        DataError: The data cannot be trained on.
        TrainingError: Training failed.

    Example:
        >>> run = dm.train("784 -> 50 relu -> 10 softmax ; epochs 5", x_train, y_train)
        >>> run.model.predict(x_test)
    """
    run = prepare(
        spec_or_model,
        x,
        y,
        validation_data=validation_data,
        test_data=test_data,
        callbacks=callbacks,
        sample_weight=sample_weight,
        class_weight=class_weight,
        initial_epoch=initial_epoch,
    )
    run.start()
    if not wait:
        return run
    try:
        return run.wait()
    except KeyboardInterrupt:
        # a person who interrupts wants what is trained so far
        return run


def prepare(
    spec_or_model: Spec | str,
    x: Any = None,
    y: Any = None,
    *,
    name: str | None = None,
    validation_data: tuple[Any, Any] | None = None,
    test_data: tuple[Any, Any] | None = None,
    callbacks: Sequence[Any] = (),
    sample_weight: Any = None,
    class_weight: Mapping[Any, float] | None = None,
    initial_epoch: int = 0,
) -> Run:
    """Like `train`, but the run is ready, not started; without x and y it only has its model."""
    if hasattr(spec_or_model, "fit"):
        raise TrainingError(
            f"this is a Keras model ({type(spec_or_model).__name__}), and a run trains a spec, "
            "such as '784 -> 50 relu -> 10 softmax': train the model with its own fit"
        )
    spec = as_spec(spec_or_model)
    bound = _bound(spec, x, y, validation_data, test_data)
    model = build(spec) if bound is None else build_bound(bound)
    return Run(
        spec if bound is None else bound.spec,
        model,
        bound,
        name=name or spec.name or "model",
        callbacks=callbacks,
        weights=_row_weights(bound, sample_weight, class_weight),
        initial_epoch=initial_epoch,
    )


def _bound(
    spec: Spec, x: Any, y: Any, validation_data: tuple[Any, Any] | None, test_data: Any
) -> Bound | None:
    if x is None and y is None:
        return None
    if x is None or y is None:
        missing = "x" if x is None else "y"
        raise DataError(f"x and y go together, and {missing} is missing")
    return bind(spec, x, y, validation_data=validation_data, test_data=test_data)


def _row_weights(
    bound: Bound | None, sample_weight: Any, class_weight: Mapping[Any, float] | None
) -> np.ndarray | None:
    """One weight for each row: sample and class weights multiplied, as Keras does."""
    if bound is None or (sample_weight is None and class_weight is None):
        return None
    weights = np.ones(len(bound.y), np.float32)
    if sample_weight is not None:
        weights *= _checked(sample_weight, len(weights))
    if class_weight is not None:
        weights *= _by_class(bound, class_weight)
    return weights


def _checked(sample_weight: Any, rows: int) -> np.ndarray:
    given = np.asarray(sample_weight, np.float32)
    if given.shape != (rows,):
        raise DataError(
            f"sample_weight has the shape {given.shape}, and x has {rows:,} rows: "
            "give one weight for each row"
        )
    if not np.isfinite(given).all() or (given < 0).any():
        row = int(np.flatnonzero(~(given >= 0) | ~np.isfinite(given))[0])
        raise DataError(f"sample_weight is {given[row]} in row {row}: weights are 0 or above")
    return given


def _by_class(bound: Bound, class_weight: Mapping[Any, float]) -> np.ndarray:
    if bound.task.kind not in ("classes", "binary"):
        raise DataError("class_weight needs classes, and y holds numbers: leave it out")
    numbers = bound.y.argmax(axis=1) if bound.y.ndim > 1 and bound.y.shape[1] > 1 else bound.y
    numbers = numbers.reshape(-1).astype(int)
    names = bound.class_names or tuple(str(i) for i in range(int(numbers.max()) + 1))
    given = {str(key): float(weight) for key, weight in class_weight.items()}
    unknown = [key for key in given if key not in names]
    if unknown:
        raise DataError(
            f"class_weight names '{unknown[0]}', which is no class of y: "
            f"the classes are {', '.join(names[:10])}"
        )
    table = np.array([given.get(name, 1.0) for name in names], np.float32)
    weights: np.ndarray = table[numbers]
    return weights
