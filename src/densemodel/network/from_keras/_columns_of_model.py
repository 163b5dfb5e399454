"""The encoding of a table, read from the layers of its Keras model.

What the layers know is collected first. Then the same layers are made of it, and all that feeds the
first layer of the network has to be equal: anything else is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import CLIP, CYCLES, ColumnEncoding, TableEncoding, cycle_of
from densemodel.errors import SpecError
from densemodel.network.builder._keras import load_keras
from densemodel.network.builder._table_model import columns_layer, encoded_row
from densemodel.network.from_keras._layer_facts import config_of, is_keras_own

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOOKUPS = {"StringLookup": "text", "IntegerLookup": "whole"}
_FIRST = frozenset({*_LOOKUPS, "Isnan", "Equal"})
"What the columns of a table pass through first."


def takes_columns(model: Any) -> bool:
    """Whether a model has named inputs, and what a table needs for them."""
    operations = getattr(model, "operations", ())  # of a Functional model
    is_named = bool(operations) and isinstance(model.input, dict)
    return is_named and any(_kind(operation) in _FIRST for operation in operations)


def columns_of(model: Any) -> tuple[TableEncoding, Any]:
    """The encoding of the columns that a model takes, and the tensor of the encoded rows.

    The columns have the names of the inputs.

    Raises:
        SpecError: A column is encoded in another way than `table` does; the message names the
            layer.
    """
    row = _row_of(model)
    found: dict[str, _Column] = {}
    for part in _tensors(row):
        name = _input_of(part)
        found.setdefault(name, _Column(name)).add(part)
    unused = [name for name in model.input if name not in found]
    if unused:
        raise SpecError(f"the input '{unused[0]}' of the model is not used: {_TABLE}")
    table = TableEncoding(tuple(found[name].encoding() for name in model.input))
    _, same = encoded_row(table, columns_layer(table))
    other = _difference(row, same)
    if other is not None:
        raise _refusal(_operation(other))
    return table, row


def embeddings_of(table: TableEncoding, row: Any) -> dict[str, Any]:
    """The layers of the embedded columns, by the names of the columns."""
    found = {}
    names = {name: column for column, name in table.inputs.items()}
    for part in _tensors(row):
        for tensor in _ancestors(part):
            if _kind(_operation(tensor)) == "Embedding":
                found[names[_input_of(part)]] = _operation(tensor)
    return found


_TABLE = "a model with named inputs has to be as build makes it for 'table'"


def _refusal(operation: Any) -> SpecError:
    kind, name = _kind(operation), operation.name
    return SpecError(f"{kind} '{name}' does something else with a column: {_TABLE}")


def _row_of(model: Any) -> Any:
    """The tensor that the first layer of the network takes, found from the output backwards.

    It is where parts are joined: no layer of a network does that.
    """
    tensor = model.outputs[0]
    while _kind(_operation(tensor)) != "Concatenate":
        before = [*_tensors(tensor)]
        if len(before) != 1:
            raise _refusal(_operation(tensor))
        tensor = before[0]
    return tensor


@dataclass
class _Column:
    """What is found between an input and the encoded row."""

    name: str
    layers: dict[str, Any] = field(default_factory=dict)
    "By the class."
    first: Any = None
    "What the input passes through first."
    cycles: list[tuple[int, int, int]] = field(default_factory=list)
    unit: float = 1.0
    bins: tuple[float, ...] = ()
    form: str = ""
    is_cut: bool = False
    marks_missing: bool = False

    def add(self, part: Any) -> None:
        """Collect what gives a part of the row."""
        last = _kind(_operation(part))
        self.is_cut |= last == "GetItem"
        self.marks_missing |= last == "Cast"
        for tensor in _ancestors(part):
            operation = _operation(tensor)
            kind = _kind(operation)
            if kind == "Normalization" and not _is_number(operation.input_mean):
                self.bins = _edges_of(operation)
                continue
            self.layers[kind] = operation
            if self.first is None or any(_is_input(one) for one in _tensors(tensor)):
                self.first = operation
            if kind == "InputLayer":
                self.form = {"float32": "number", "string": "text"}.get(tensor.dtype, "whole")
            if kind == "Mod":
                self._add_cycle(tensor)
            if kind == "Normalization":
                before = next(_tensors(tensor), None)
                if before is not None and _kind(_operation(before)) == "Rescaling":
                    self.unit = _operation(before).scale

    def _add_cycle(self, place: Any) -> None:
        """First, scale and period, as `cycle_of` has them."""
        try:
            scaled, period = _arguments(place)
            moved, scale = _arguments(scaled)
            _, first = _arguments(moved)
        except (ValueError, AttributeError):
            raise _refusal(_operation(place)) from None
        cycle = (first, scale, period)
        if cycle not in self.cycles:
            self.cycles.append(cycle)

    def encoding(self) -> ColumnEncoding:
        why = "read from a model"
        if "Normalization" in self.layers:
            return self._number(why)
        lookup = next((self.layers[kind] for kind in _LOOKUPS if kind in self.layers), None)
        count = self.layers.get("Embedding", self.layers.get("CategoryEncoding"))
        if lookup is None or count is None or lookup.input_vocabulary is None:
            raise _refusal(self.first)
        is_embedded = "Embedding" in self.layers
        return ColumnEncoding(
            self.name,
            "category",
            _LOOKUPS[_kind(lookup)],  # type: ignore[arg-type]
            why,
            values=tuple(lookup.input_vocabulary),
            pools=not self.is_cut,
            size=int(count.output_dim) if is_embedded else 0,
            places=int(count.input_dim if is_embedded else count.num_tokens),
        )

    def _number(self, why: str) -> ColumnEncoding:
        layer = self.layers["Normalization"]
        numbers = np.asarray([layer.input_mean, layer.input_variance, self.unit], dtype=object)
        if not all(map(_is_number, numbers)) or not self.unit > 0:
            raise _refusal(layer)  # it has learnt them, or has several
        forms = ["seconds" if scale == 1 else "days" for _, scale, _ in self.cycles]
        form: Any = forms[0] if forms else self.form
        known = {cycle_of(cycle, form): cycle for cycle in CYCLES} if forms else {}
        return ColumnEncoding(
            self.name,
            "date" if forms else "number",
            form,
            why,
            center=layer.input_mean / self.unit,
            spread=abs(layer.input_variance) ** 0.5 / CLIP / self.unit,
            unit=self.unit,
            bins=self.bins,
            cycles=tuple(known[cycle] for cycle in self.cycles if cycle in known),
            marks_missing=self.marks_missing,
        )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)


def _edges_of(layer: Any) -> tuple[float, ...]:
    """The edges of the bins that a layer scales; empty if it does something else.

    Its last bin ends where the width, rounded as Keras has it, is the same again.
    """
    try:
        lows = np.asarray(layer.input_mean, np.float32)
        squares = np.asarray(layer.input_variance, np.float32)
        last = lows[-1] + np.sqrt(squares[-1])
    except (TypeError, ValueError, IndexError):
        return ()
    near = [last, np.nextafter(last, lows[-1]), np.nextafter(last, np.float32(np.inf))]
    found = next((one for one in near if (one - lows[-1]) ** 2 == squares[-1]), last)
    return (*lows.tolist(), float(found))


# Tensors of Keras know what made them by `_keras_history` alone


def _operation(tensor: Any) -> Any:
    return tensor._keras_history.operation  # noqa: SLF001 - see above


def _call(tensor: Any) -> Any:
    history = tensor._keras_history  # noqa: SLF001 - see above
    return history.operation._inbound_nodes[history.node_index]  # noqa: SLF001


def _arguments(tensor: Any) -> tuple[Any, ...]:
    """What its operation was called with; by name or not is the same."""
    arguments = _call(tensor).arguments
    named = {key: value for key, value in arguments.kwargs.items() if value is not None}
    return (*arguments.args, *named.values())


def _tensors(tensor: Any) -> Iterator[Any]:
    yield from _call(tensor).input_tensors


def _ancestors(tensor: Any) -> Iterator[Any]:
    """The tensor and all that it is made of."""
    waiting, seen = [tensor], set()
    while waiting:
        one = waiting.pop()
        if id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += _tensors(one)


def _is_input(tensor: Any) -> bool:
    return _kind(_operation(tensor)) == "InputLayer"


def _input_of(part: Any) -> str:
    ends = {one.name for one in _ancestors(part) if _is_input(one)}
    if len(ends) != 1:
        raise _refusal(_operation(part))
    return str(ends.pop())


def _kind(operation: Any) -> str:
    return type(operation).__name__


def _difference(theirs: Any, ours: Any) -> Any:
    """A tensor that another operation made, the nearest to the inputs; None if all are equal."""
    if _kind(_operation(theirs)) != _kind(_operation(ours)):
        return theirs
    said, made = _arguments(theirs), _arguments(ours)
    for one, other in zip([*_tensors(theirs)], [*_tensors(ours)], strict=False):
        found = _difference(one, other)
        if found is not None:
            return found
    is_same = _facts(_operation(theirs)) == _facts(_operation(ours))
    return None if is_same and _bare(said) == _bare(made) else theirs


def _facts(operation: Any) -> dict[str, Any]:
    """The class and its configuration, without names."""
    keras = load_keras()
    config = {key: value for key, value in config_of(operation).items() if key != "name"}
    config["kind"] = type(operation)
    if isinstance(operation, keras.Layer):
        is_own = is_keras_own(operation, "layers") and "call" not in vars(operation)
        config |= {"dtype": operation.dtype_policy.name, "is_own": is_own}
        config["batch_shape"] = tuple(config.get("batch_shape") or ())
        config["vocabulary"] = list(config.get("vocabulary") or ())
        if _kind(operation) == "InputLayer":
            config["name"] = operation.name
    if _kind(operation) == "Normalization":  # a float32, however it is written
        for key in ("mean", "variance"):
            config[key] = np.atleast_1d(np.float32(config[key])).tolist()
    return config


def _bare(arguments: Any) -> Any:
    """Arguments, with something for each tensor."""
    if isinstance(arguments, list | tuple):
        return [_bare(one) for one in arguments]
    is_tensor = isinstance(arguments, load_keras().KerasTensor)
    return "a tensor" if is_tensor else (type(arguments), arguments)
