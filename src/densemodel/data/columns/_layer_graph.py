"""The layers of a Keras model in its config, which may be hostile."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.errors import StoreError
from densemodel.wording import readable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from densemodel._array import Array

_LONGEST_SHOWN = 24
_DEEPEST = 64
"Layers behind each other, on the way to the inputs."
_ONLY_IN_SOME_VERSIONS: dict[str, object] = {
    "optional": False,
    "quantization_config": None,
    "oov_method": "floormod",
    "salt": None,
    "encoding": "utf-8",
    "vocabulary_dtype": "int64",
    "registered_name": None,
    "idf_weights": None,
}
"Keys that only some versions of Keras write, with their defaults."


def refused_model(why: str) -> StoreError:
    return StoreError(f"its model: {why}")


class LayerGraph:
    """The layers of a functional model by name, and which layer takes the output of which."""

    def __init__(self, written: Sequence[object]) -> None:
        self.layers: dict[str, dict[str, Any]] = {}
        self._sources: dict[str, list[str]] = {}
        self._after: defaultdict[str, list[str]] = defaultdict(list)
        for layer in written:
            name = layer.get("name") if isinstance(layer, dict) else None
            if not isinstance(layer, dict) or not isinstance(name, str):
                raise refused_model("a layer has no name")
            if name in self.layers:
                raise refused_model(f"two layers are called {readable(name, _LONGEST_SHOWN)}")
            self.layers[name] = layer
        for name, layer in self.layers.items():
            self._sources[name] = [*_tensors_in(layer.get("inbound_nodes"))]
            for source in self._sources[name]:
                self._after[source].append(name)

    def kind(self, name: str) -> str:
        """The class of a layer."""
        kind = self.layers[name].get("class_name") if name in self.layers else None
        return kind if isinstance(kind, str) else ""

    def after(self, name: str, *kinds: str) -> str:
        """The first layer of these classes that takes the output of another; empty without one."""
        return next((one for one in self._after[name] if self.kind(one) in kinds), "")

    def has_chain(self, name: str, *kinds: str) -> bool:
        """Whether layers of these classes stand behind each other behind a layer."""
        return not kinds or any(
            self.kind(one) == kinds[0] and self.has_chain(one, *kinds[1:])
            for one in self._after[name]
        )

    def joined(self, name: str) -> tuple[str, list[str]]:
        """The layer that joins an input with others, and all of them in order."""
        join = self.after(name, "Concatenate")
        return join, self._sources.get(join, [])

    def fact(self, name: str, key: str) -> Any:
        """A value of the config of a layer; None if it is missing."""
        config = self.layers.get(name, {}).get("config")
        return config.get(key) if isinstance(config, dict) else None

    def whole(self, name: str, key: str) -> int:
        """A whole number of a config, from 0 to ten million; 0 if it is none."""
        value = self.fact(name, key)
        return value if type(value) is int and 0 <= value <= 10_000_000 else 0

    def numbers(self, name: str, key: str) -> Array:
        """A list of numbers of a config, as Keras has them: float32; empty if it is none."""
        values = self.fact(name, key)
        is_list = isinstance(values, list) and all(type(one) in (int, float) for one in values)
        with np.errstate(over="ignore"):
            return np.array(values if is_list else [], np.float64).astype(np.float32)

    def constant(self, name: str) -> Any:
        """What an operation is called with beside the output of another layer."""
        try:
            return self.layers[name]["inbound_nodes"][0]["args"][1]
        except (KeyError, IndexError, TypeError):
            return None

    def constants(self, name: str, *kinds: str) -> list[list[Any]]:
        """What the operations of each chain behind an input are called with beside the input."""
        found = []
        for one in self._after[name]:
            chain = [one] if self.kind(one) == kinds[0] else []
            for kind in kinds[1:] if chain else ():
                chain.append(self.after(chain[-1], kind))
            if chain:
                found.append([self.constant(each) for each in chain])
        return found

    def row(self) -> str:
        """The layer that joins the columns."""
        joins = [
            name
            for name, layer in self.layers.items()
            if self.kind(name) == "Concatenate" and layer.get("module") == "keras.layers"
        ]
        if len(joins) != 1:
            raise refused_model("one layer has to join its columns")
        return joins[0]

    def before(self, end: str) -> dict[str, str]:
        """The layers up to this one, each with all that its config says but names.

        The names of layers are replaced by their order on the way from the end, those of inputs
        stay. Two models whose values are equal in this order make the same of their inputs.
        """
        found: dict[str, str] = {}
        self._walk(end, found, 0)
        return found

    def _walk(self, name: str, found: dict[str, str], depth: int) -> None:
        if name in found:
            return
        if depth > _DEEPEST or name not in self.layers:
            raise refused_model("its layers are not those of a table")
        for source in self._sources[name]:
            self._walk(source, found, depth + 1)
        numbers = {source: number for number, source in enumerate(found)}
        layer = {key: _plain(value) for key, value in self.layers[name].items()}
        is_input = self.kind(name) == "InputLayer"
        for part in (layer, layer.get("config")):
            if isinstance(part, dict) and part.get("name") == name and not is_input:
                del part["name"]
        if layer.get("registered_name") == self.kind(name):
            del layer["registered_name"]
        for key in ("build_config", "shared_object_id"):  # the sizes follow from the input
            layer.pop(key, None)
        calls = _numbered(layer.get("inbound_nodes"), numbers)
        found[name] = json.dumps(layer | {"inbound_nodes": calls}, sort_keys=True)

    def title(self, name: str) -> str:
        """A layer in words: `hashed, Hashing`."""
        return readable(f"{name[:_LONGEST_SHOWN]}, {self.kind(name)[:_LONGEST_SHOWN]}")


def _tensors_in(value: object) -> Iterator[str]:
    """The names of the layers whose output a call takes."""
    match value:
        case {"class_name": "__keras_tensor__", "config": {"keras_history": [str(name), *_]}}:
            yield name
        case dict():
            for part in value.values():
                yield from _tensors_in(part)
        case list():
            for part in value:
                yield from _tensors_in(part)


def _numbered(value: object, numbers: dict[str, int]) -> object:
    """A call, with the numbers of layers in place of their outputs."""
    match value:
        case {"class_name": "__keras_tensor__", "config": {"keras_history": [str(name), *place]}}:
            return [numbers.get(name), *place]
        case dict():
            return {key: _numbered(part, numbers) for key, part in value.items()}
        case list():
            return [_numbered(part, numbers) for part in value]
    return value


def _plain(value: object) -> object:
    """A config without what differs between versions of Keras."""
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if not isinstance(value, dict):
        return value
    if value.get("class_name") == "DTypePolicy" and value.get("config") == {"name": "float32"}:
        return "float32"
    found = {
        key: _plain(part)
        for key, part in value.items()
        if key not in _ONLY_IN_SOME_VERSIONS or part != _ONLY_IN_SOME_VERSIONS[key]
    }
    words = found.get("vocabulary")
    if isinstance(words, list) and found.get("vocabulary_size") == len(words) + 1:
        del found["vocabulary_size"]
    for key in ("mean", "variance"):
        numbers = found.get(key)
        if isinstance(numbers, list) and all(type(one) in (int, float) for one in numbers):
            with np.errstate(over="ignore"):  # Keras makes them float32, however they are written
                found[key] = np.array(numbers, np.float64).astype(np.float32).tolist()
    if found.get("axis") == [-1]:
        found["axis"] = -1
    return found
