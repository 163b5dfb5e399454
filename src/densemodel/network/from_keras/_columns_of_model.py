"""The encoding of a table, read from the config of its Keras model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.errors import SpecError, StoreError
from densemodel.network.from_keras._config_columns import layers_in, table_in
from densemodel.network.from_keras._layer_config import is_keras_own

if TYPE_CHECKING:
    from densemodel.data import TableEncoding


def takes_columns(model: Any) -> bool:
    """Whether a model has named inputs, and what a table needs for them."""
    operations = getattr(model, "operations", ())  # of a Functional model
    is_named = bool(operations) and isinstance(model.input, dict)
    # what the columns of a table pass through first
    return is_named and any(
        type(operation).__name__ in {"StringLookup", "IntegerLookup", "Isnan", "Equal"}
        for operation in operations
    )


def columns_of(model: Any) -> tuple[TableEncoding, Any, dict[str, Any]]:
    """The encoding of the columns that a model takes.

    Returns:
        The encoding, whose columns have the names of the inputs; the tensor of the rows that the
        first layer of the network takes; and the layers of embedded columns, by their names.

    Raises:
        SpecError: A column is encoded in another way than `table` does; the message names its
            input or a layer.
    """
    try:
        inputs = {name: [name, 0, 0] for name in model.input}
        found = table_in(inputs, layers_in(model))
    except NotImplementedError:
        layers = (one for one in model.layers if not is_keras_own(one, "layers"))
        names = " and ".join(f"{type(one).__name__} '{one.name}'" for one in layers)
        raise SpecError(f"{names}: a custom class, not one of Keras's, has no config") from None
    except (StoreError, TypeError) as error:
        why = str(getattr(error, "message", error)).removeprefix("its model: ")
        raise SpecError(
            f"{why}; a model with named inputs has to be as build makes it for 'table'"
        ) from None
    embeddings = {column: model.get_layer(name) for column, name in found.embeddings.items()}
    return found.table, model.get_layer(found.end).output, embeddings
