"""The part of a Keras script that scales the outputs to the unit of y."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language import KerasCall

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.data import Task
    from densemodel.language import Spec


def has_target_norm(spec: Spec, task: Task) -> bool:
    """Whether the model ends with y's mean and spread: only for numbers to predict."""
    return spec.settings.target_norm and task.kind == "regression"


def target_code(spec: Spec, task: Task) -> Iterator[str]:
    """Measure y, before the model is made."""
    if not has_target_norm(spec, task):
        return
    yield "# The model's last layer scales the outputs to the unit of y."
    # float32 loses the mean of many rows
    yield 'targets = np.asarray(y_train, "float64")'
    for name, measure in (("y_mean", "mean"), ("y_std", "std")):
        yield f"{name} = {_measured(spec, measure)}"


def _measured(spec: Spec, measure: str) -> str:
    """One number, or one for each column of y in a list."""
    if spec.output_shape[-1] == 1:
        return f"float(targets.{measure}())"
    axes = tuple(range(len(spec.output_shape)))
    return f"targets.{measure}(axis={axes[0] if len(axes) == 1 else axes}).tolist()"


def target_calls(spec: Spec, task: Task) -> list[KerasCall]:
    """The layer that ends the network, if there is one."""
    call = KerasCall("", "keras.layers.Rescaling(y_std, y_mean)")  # the numbers are variables
    return [call] if has_target_norm(spec, task) else []
