"""The members of a file that Keras reads, written and read by other means.

They are written for a model that may be training, and its weights are read into a newly built
model, without Keras reading the file: what does not fit is refused with a StoreError.
"""

from __future__ import annotations

import io
import json
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from densemodel.data import TableEncoding
from densemodel.errors import DenseModelError, StoreError
from densemodel.network import build_kept, encoder_of, finalize_weights, load_keras, whole_model
from densemodel.store.readers._archive import CONFIG, METADATA, WEIGHTS, Archive
from densemodel.training import lock_of, network_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel._array import Array
    from densemodel.data import TargetScale, Task
    from densemodel.language import Spec

Members = dict[str, bytes]

_NOT_OF_THE_NETWORK = ("optimizer/", "metrics/", "_metrics/", "compile_metrics/")
"Keras stores these beside the layers; the state for resuming is stored elsewhere."


class Slot(NamedTuple):
    """The place of one array in the file."""

    offset: int
    shape: tuple[int, ...]
    dtype: np.dtype[Any]


@dataclass(frozen=True)
class Hdf5Template:
    """A file and the places of its arrays, each contiguous, as h5py writes uncompressed ones."""

    data: bytes
    slots: Mapping[str, Slot]

    @classmethod
    def of(cls, data: bytes) -> Hdf5Template | None:
        """Find the places; None if an array is not contiguous."""
        import h5py

        with h5py.File(io.BytesIO(data), "r") as file:
            slots = {
                name: Slot(dataset.id.get_offset(), dataset.shape, dataset.dtype)
                for name, dataset in _datasets(file).items()
            }
        return None if any(slot.offset is None for slot in slots.values()) else cls(data, slots)

    def filled(self, arrays: Mapping[str, Array]) -> bytes:
        """The file's bytes with other numbers: by their paths, all that it has; each fits."""
        written = bytearray(self.data)
        for name, slot in self.slots.items():
            array = np.ascontiguousarray(arrays[name])
            written[slot.offset : slot.offset + array.nbytes] = array.tobytes()
        return bytes(written)

    def array(self, name: str) -> Array:
        slot = self.slots[name]
        count = int(np.prod(slot.shape, dtype=np.int64))
        return np.frombuffer(self.data, slot.dtype, count, slot.offset).reshape(slot.shape)


def hdf5_of(arrays: Mapping[str, Array]) -> bytes:
    """A new file with these arrays, by their paths."""
    import h5py

    file = io.BytesIO()
    with h5py.File(file, "w") as written:
        for name, values in arrays.items():
            written.create_dataset(name, data=values)
    return file.getvalue()


class Hdf5Writer:
    """Writes arrays; with the same names and shapes as before, it only copies them."""

    def __init__(self) -> None:
        self._template: Hdf5Template | None = None

    def write(self, arrays: Mapping[str, Array]) -> bytes:
        template = self._template
        if (
            template is not None
            and template.slots.keys() == arrays.keys()
            and all(template.slots[n][1:] == (a.shape, a.dtype) for n, a in arrays.items())
        ):
            return template.filled(arrays)
        data = hdf5_of(arrays)
        self._template = Hdf5Template.of(data)
        return data


def _datasets(file: Any) -> dict[str, Any]:
    """The arrays of an open file of h5py, by their paths."""
    found: dict[str, Any] = {}
    file.visititems(lambda name, item: found.update({name: item} if hasattr(item, "shape") else {}))
    return found


def members_at_rest(model: Any) -> Members:
    """The members that `model.save` writes for a model that is not training."""
    with lock_of(network_of(model)):
        return _saved(model)


class KerasMembers:
    """The members that `model.save` would write if the model had other weights.

    Of the model itself only the configuration is read, so it may be training. A twin is made of
    that and saved once, to see where each number goes in the file.

    Raises:
        StoreError: Keras can't make its like.
    """

    def __init__(self, model: Any) -> None:
        made: list[tuple[Any, str]] = []
        failed: list[Exception] = []

        def work() -> None:
            try:
                made.append(_twin_of(model))
            except Exception as error:  # noqa: BLE001 - it is told below
                failed.append(error)

        # Keras counts the names that it gives for each thread: here they are nobody's
        apart = threading.Thread(target=work, name="densemodel-twin", daemon=True)
        apart.start()
        apart.join()
        if failed:
            reason = str(failed[0]).splitlines()[0] if str(failed[0]) else type(failed[0]).__name__
            raise StoreError(
                f"Keras does not make {model.name} a second time, so it can't be saved while it "
                f"trains ({reason}): stop it first, and resume it then"
            ) from failed[0]
        self._twin, self._config = made[0]
        self._variables: list[Any] = [*self._twin.variables, *self._twin.optimizer.variables]
        rate = getattr(self._twin.optimizer, "learning_rate", None)
        self._rate = next((n for n, one in enumerate(self._variables) if one is rate), None)
        self._sample = _saved(self._twin)
        self._places = self._found_places()
        if self._places is not None:
            self._twin, self._variables = None, []

    def members(self, weights: Sequence[Array], optimizer: Sequence[Array]) -> Members:
        """The members, with these numbers in the order of the variables of each."""
        values = [*weights, *optimizer]
        config = self._config
        if self._rate is not None:  # with the current learning rate
            table = json.loads(config)
            table["compile_config"]["optimizer"]["config"]["learning_rate"] = float(
                values[self._rate]
            )
            config = json.dumps(table)
        if self._places is None:
            self._put(values)
            return _saved(self._twin) | {CONFIG: config.encode()}
        template, names = self._places
        arrays = {name: values[number] for name, number in names.items()}
        rest = {name: template.array(name) for name in template.slots.keys() - names.keys()}
        return self._sample | {CONFIG: config.encode(), WEIGHTS: template.filled(arrays | rest)}

    def _found_places(self) -> tuple[Hdf5Template, dict[str, int]] | None:
        """The variable of each array of the file; None if unknown."""
        self._put([np.full(v.shape, n + 1, v.dtype) for n, v in enumerate(self._variables)])
        template = Hdf5Template.of(_saved(self._twin)[WEIGHTS])
        if template is None:
            return None
        names = {}
        for name in template.slots:
            array = template.array(name)
            number = int(array.flat[0]) - 1 if array.size else -1
            if 0 <= number < len(self._variables) and (array == number + 1).all():
                names[name] = number
            elif name.startswith(("layers/", "optimizer/")):
                return None
        slots = [template.slots[name] for name in names]
        fits = _likes(slots) == _likes([self._variables[number] for number in names.values()])
        # the states of random numbers are variables that Keras does not save
        return (template, names) if fits and len({*names.values()}) == len(names) else None

    def _put(self, values: Sequence[Array]) -> None:
        for variable, value in zip(self._variables, values, strict=True):
            variable.assign(value)


def _twin_of(model: Any) -> tuple[Any, str]:
    """A model of the same configuration, and its file as Keras writes it."""
    keras = load_keras()
    config = json.dumps(keras.saving.serialize_keras_object(model))
    # what has no seed would take one from Python's own random numbers, which are the person's
    twin = type(model).from_config(_with_seeds(model.get_config()))
    twin.compile_from_config(model.get_compile_config())
    ours, theirs = ([(tuple(v.shape), v.dtype) for v in m.variables] for m in (twin, model))
    if ours != theirs or len(twin.optimizer.variables) != len(model.optimizer.variables):
        raise StoreError("its variables are not those of its configuration")
    return twin, config


def _with_seeds(config: Any) -> Any:
    if isinstance(config, dict):
        return {
            key: 1 if key == "seed" and value is None else _with_seeds(value)
            for key, value in config.items()
        }
    return [_with_seeds(part) for part in config] if isinstance(config, list) else config


def _saved(model: Any) -> Members:
    with tempfile.TemporaryDirectory(prefix="densemodel-") as folder:
        place = Path(folder) / "model.keras"
        model.save(place)
        with Archive(place) as archive:
            return {name: archive.read(name) for name in (METADATA, CONFIG, WEIGHTS)}


def built(spec: Spec, task: Task, target: TargetScale | None) -> Any:
    try:
        return build_kept(spec, task, target)
    except DenseModelError as error:
        raise StoreError(f"its network can't be built: {str(error).splitlines()[0]}") from None


def stored_model(network: Any, spec: Spec) -> Any:
    """The model that a file lists the layers of: that of rows as they are.

    It is not compiled, and shares the variables of the network.
    """
    return whole_model(network, encoder_of(spec))


def room_for(spec: Spec) -> int:
    """The most bytes that a network's weights and optimizer state take."""
    table = spec.table
    columns = len(table.used) if isinstance(table, TableEncoding) else 0
    # 1 MB for counters and what else is no weight; for each layer of a column, also without
    # weights, Keras writes about 2,100 bytes
    return 4 * 8 * spec.parameter_count + 1_000_000 + 40_000 * columns


def put_weights(model: Any, arrays: Mapping[str, Array]) -> None:
    """Load the arrays of a `model.weights.h5` into a model.

    Keras writes the model's own numbers to a file first: the places and shapes of that file are
    those that the arrays have to have. They are then written over its numbers, and Keras reads
    that file, which is ours.
    """
    import h5py

    given = {n: a for n, a in arrays.items() if not n.startswith(_NOT_OF_THE_NETWORK)}
    with tempfile.TemporaryDirectory(prefix="densemodel-") as folder:
        place = Path(folder) / "own.weights.h5"
        model.save_weights(place)
        with h5py.File(place, "r+") as file:
            found = _datasets(file)
            own = {n: d for n, d in found.items() if not n.startswith(_NOT_OF_THE_NETWORK)}
            _require_same_places(own, given)
            for name, dataset in own.items():
                dataset[...] = given[name]
        model.load_weights(place)
    finalize_weights(model)


def require_count(spec: Spec, arrays: Mapping[str, Array]) -> None:
    """Refuse arrays with another parameter count than the network, before it is built."""
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
    if given <= set(names[:2]):  # the count of steps and the rate: it is not trained
        return True
    if given != set(names):
        return False
    found = [arrays[name] for name in names]
    if _likes(found) != _likes(optimizer.variables):
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
    """Refuse arrays whose dtype or shape differs from their variables."""
    if _likes(arrays) != _likes(variables):
        raise StoreError(f"the {what} of its last state are not those of its spec")


def _likes(arrays: Sequence[Any]) -> list[tuple[tuple[int, ...], str]]:
    """The shape and the dtype of arrays, or of variables."""
    return [(tuple(array.shape), str(np.dtype(array.dtype))) for array in arrays]
