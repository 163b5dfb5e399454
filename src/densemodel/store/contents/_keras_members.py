"""The members of a file for Keras, from a model that may be training."""

from __future__ import annotations

import json
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.errors import StoreError
from densemodel.network import load_keras
from densemodel.store.readers._archive import CONFIG, METADATA, WEIGHTS, Archive
from densemodel.store.readers._hdf5_template import Hdf5Template
from densemodel.training import lock_of

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = np.ndarray[Any, Any]
Members = dict[str, bytes]


def members_at_rest(model: Any) -> Members:
    """The members that `model.save` writes for a model that is not training."""
    with lock_of(model):
        return _saved(model)


class KerasMembers:
    """The members that `model.save` would write if the model had other weights.

    Of the model itself only the configuration is read, so it may be training. A twin is made of
    that and saved once, to see where each number goes in the file.

    Args:
        model: A built and compiled model.

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
            said = str(failed[0]).splitlines()[0] if str(failed[0]) else type(failed[0]).__name__
            raise StoreError(
                f"Keras does not make {model.name} a second time, so it can't be saved while it "
                f"trains ({said}): stop it first, and resume it then"
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
        """The members, with these numbers.

        Args:
            weights: In the order of `model.variables`.
            optimizer: In the order of `optimizer.variables`.
        """
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
            elif name.startswith(_NEEDED):
                return None
        fits = all(
            (slot.shape, str(slot.dtype)) == (tuple(v.shape), str(v.dtype))
            for name, number in names.items()
            for slot, v in [(template.slots[name], self._variables[number])]
        )
        # the states of random numbers are variables that Keras does not save
        return (template, names) if fits and len({*names.values()}) == len(names) else None

    def _put(self, values: Sequence[Array]) -> None:
        for variable, value in zip(self._variables, values, strict=True):
            variable.assign(value)


_NEEDED = ("layers/", "optimizer/")


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
        with Archive.open(place) as archive:
            names = METADATA, CONFIG, WEIGHTS
            return {name: archive.read(name, archive.size(name)) for name in names}
