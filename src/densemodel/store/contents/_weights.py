"""Loads a saved model's weights into a newly built model, without Keras reading the file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.errors import DenseModelError, StoreError
from densemodel.network import build_kept, take_up_weights

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.data import TargetScale, Task
    from densemodel.language import Spec

Array = np.ndarray[Any, Any]

_NOT_OF_THE_NETWORK = ("optimizer/", "metrics/", "_metrics/", "compile_metrics/")
"Keras stores these beside the layers; the state for resuming is stored elsewhere."
_NOT_OF_TRAINING = 2
"The optimizer's count of steps and its rate, which it has before it is trained."
_SMALL = 1_000_000
"Bytes for counters and what else is no weight."


def built(spec: Spec, task: Task, target: TargetScale | None) -> Any:
    """The model of a spec that a file gives.

    Raises:
        StoreError: It does not fit into memory, or Keras refuses it.
    """
    try:
        return build_kept(spec, task, target)
    except DenseModelError as error:
        raise StoreError(f"its network can't be built: {str(error).splitlines()[0]}") from None


def room_for(parameter_count: int) -> int:
    """The most bytes that a network's weights and optimizer state take."""
    return 4 * 8 * parameter_count + _SMALL


def put_weights(model: Any, arrays: Mapping[str, Array]) -> None:
    """Load the arrays of a `model.weights.h5` into a model.

    Keras writes the model's own numbers to a file first: the places and shapes of that file are
    those that the arrays have to have. They are then written over its numbers, and Keras reads
    that file, which is ours.

    Args:
        model: Built of the spec of the same file.
        arrays: By their paths, all finite.

    Raises:
        StoreError: They are not those of such a model.
    """
    import h5py

    given = {n: a for n, a in arrays.items() if not n.startswith(_NOT_OF_THE_NETWORK)}
    with tempfile.TemporaryDirectory(prefix="densemodel-") as folder:
        place = Path(folder) / "own.weights.h5"
        model.save_weights(place)
        with h5py.File(place, "r+") as file:
            own: dict[str, Any] = {}
            file.visititems(
                lambda name, item: own.update({name: item}) if hasattr(item, "shape") else None
            )
            own = {n: d for n, d in own.items() if not n.startswith(_NOT_OF_THE_NETWORK)}
            _require_same_places(own, given)
            for name, dataset in own.items():
                dataset[...] = given[name]
        model.load_weights(place)
    take_up_weights(model)


def require_count(spec: Spec, arrays: Mapping[str, Array]) -> None:
    """Refuse arrays with another parameter count than the network, before it is built.

    Raises:
        StoreError: They are more or fewer.
    """
    count = sum(a.size for n, a in arrays.items() if not n.startswith(_NOT_OF_THE_NETWORK))
    if count != spec.parameter_count:
        raise StoreError(
            f"its weights are {count:,} numbers, and its network has {spec.parameter_count:,}"
        )


def put_optimizer(model: Any, arrays: Mapping[str, Array]) -> bool:
    """Load the optimizer state that Keras stored beside the weights.

    Returns:
        Whether they were its own, or there are none yet: it stays fresh where they are others.
    """
    optimizer = model.optimizer
    optimizer.build(model.trainable_variables)
    names = [f"optimizer/vars/{number}" for number in range(len(optimizer.variables))]
    given = {n for n in arrays if n.startswith("optimizer/")}
    if given <= set(names[:_NOT_OF_TRAINING]):
        return True
    if given != set(names):
        return False
    found = [arrays[name] for name in names]
    if [(a.shape, str(a.dtype)) for a in found] != _likes(optimizer.variables):
        return False
    for variable, array in zip(optimizer.variables, found, strict=True):
        variable.assign(array)
    return True


def _require_same_places(own: Mapping[str, Any], given: Mapping[str, Array]) -> None:
    lacking, more = sorted(own.keys() - given.keys()), sorted(given.keys() - own.keys())
    if lacking:
        raise StoreError(f"its weights lack {lacking[0]}, which its spec has")
    if more:
        raise StoreError(f"its weights have {more[0]}, which its spec has not")
    for name, dataset in own.items():
        array = given[name]
        if array.shape != dataset.shape or array.dtype != dataset.dtype:
            raise StoreError(
                f"{name} is {array.dtype} of shape {array.shape} in its weights, and "
                f"{dataset.dtype} of shape {dataset.shape} by its spec"
            )


def require_like(arrays: Sequence[Array], variables: Sequence[Any], what: str) -> None:
    """Refuse arrays whose dtype or shape differs from their variables.

    Raises:
        StoreError: Their number, a shape or a dtype is another.
    """
    if [(array.shape, str(array.dtype)) for array in arrays] != _likes(variables):
        raise StoreError(f"the {what} of its last state are not those of its spec")


def _likes(variables: Sequence[Any]) -> list[tuple[tuple[int, ...], str]]:
    return [(tuple(v.shape), str(np.dtype(v.dtype))) for v in variables]
