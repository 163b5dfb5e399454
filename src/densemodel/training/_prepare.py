"""From a spec and arrays to a run."""

from __future__ import annotations

from numbers import Integral
from typing import TYPE_CHECKING, Any

from densemodel.data import bind
from densemodel.errors import DataError, TrainingError
from densemodel.network import build, build_bound
from densemodel.spec import as_spec
from densemodel.training._callbacks import callbacks_of
from densemodel.training._row_weights import row_weights
from densemodel.training._run import Run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.data import Bound
    from densemodel.spec import Spec
    from densemodel.training._compiled import JitCompile


def train(
    spec_or_model: Spec | str,
    x: Any,
    y: Any,
    *,
    validation_data: tuple[Any, Any] | None = None,
    test_data: tuple[Any, Any] | None = None,
    callbacks: Any = (),
    sample_weight: Any = None,
    class_weight: Mapping[Any, float] | None = None,
    initial_epoch: int = 0,
    jit_compile: JitCompile = "auto",
    wait: bool = True,
) -> Run:
    """Build the network of a spec and train it.

    Args:
        spec_or_model: A spec, or its text.
        x: Rows, shape (n, ...): an array, a list, or a frame with columns of numbers.
        y: Their labels, shape (n,) or (n, k): numbers, class names, or one-hot.
        validation_data: A pair (x, y) to validate on. None: the share that `split` holds back.
        test_data: A pair (x, y) that is scored once, when the run ends.
        callbacks: Keras callbacks: one, or a list of them.
        sample_weight: A weight for each row of x, shape (n,), 0 or above.
        class_weight: A weight for each class, by its name or number.
        initial_epoch: The number of epochs that count as done.
        jit_compile: Whether XLA compiles the steps of training, as in `keras.Model.compile`.
            False: the numbers are those of `fit` to the last bit. "auto": it does if it was
            measured to be faster for this network on this machine.
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
        jit_compile=jit_compile,
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
    callbacks: Any = (),
    sample_weight: Any = None,
    class_weight: Mapping[Any, float] | None = None,
    initial_epoch: int = 0,
    jit_compile: JitCompile = "auto",
) -> Run:
    """Like `train`, but the run is ready, not started; without x and y it only has its model."""
    if hasattr(spec_or_model, "fit"):
        raise TrainingError(
            f"this is a Keras model ({type(spec_or_model).__name__}), and a run trains a spec, "
            "such as '784 -> 50 relu -> 10 softmax': train the model with its own fit, or train "
            "dm.spec_of(model), which starts from new weights"
        )
    spec = as_spec(spec_or_model)
    _check_initial_epoch(initial_epoch)
    bound = _bound(spec, x, y, validation_data, test_data)
    model = build(spec) if bound is None else build_bound(bound)
    return Run(
        spec if bound is None else bound.spec,
        model,
        bound,
        name=name or spec.name or "model",
        callbacks=callbacks_of(callbacks),
        weights=row_weights(bound, sample_weight, class_weight),
        initial_epoch=initial_epoch,
        jit_compile=jit_compile,
    )


def _check_initial_epoch(initial_epoch: object) -> None:
    if not isinstance(initial_epoch, Integral) or initial_epoch < 0:
        raise TrainingError(
            f"initial_epoch is {initial_epoch!r}: it is the number of epochs that count as done, a "
            "whole number of 0 or more"
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
