"""The Keras model that takes rows as they are, where the network takes encoded ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.data import TableEncoding, digest_of
from densemodel.network.builder._base import joined, own_base
from densemodel.network.builder._keras import load_keras
from densemodel.network.builder._table_layers import columns_layer, embedding_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from densemodel.language import Base, Spec


def raw_model(network: Any, table: TableEncoding) -> Any:
    """The model of raw columns that shares the layers of a network.

    Args:
        network: The `keras.Sequential` that takes encoded rows.
        table: The encoding of its rows.

    Returns:
        A `keras.Model` with one input a column, by the names `table.inputs`: shape (n,) or (n, 1),
        float32 with NaN, int64, or text. It is not compiled.
    """
    keras = load_keras()
    front, *layers = network.layers
    inputs, outputs = table.layers(keras, lambda _, name: front.get_layer(name))
    for layer in layers:
        outputs = layer(outputs)
    is_named = not network.name.startswith("sequential")
    return keras.Model(inputs, outputs, name=network.name if is_named else None)


def encoder_of(spec: Spec) -> TableEncoding | Base | None:
    """What makes the rows of a network of rows as they are: a table or a frozen base, if any."""
    if isinstance(spec.table, TableEncoding):
        return spec.table if spec.table.is_fitted else None
    return spec.frozen


def whole_model(network: Any, encoder: TableEncoding | Base | None) -> Any:
    """The model that takes rows as they are: the network itself, or one that shares its layers.

    For a table it takes the raw columns, and for a frozen base what the base takes.
    """
    if isinstance(encoder, TableEncoding):
        return raw_model(network, encoder)
    return network if encoder is None else joined(network, encoder)


def whole_weights(spec: Spec, weights: Iterable[Any]) -> list[Any]:
    """The weights of the whole model, from those of its network."""
    base = spec.frozen
    own = [] if base is None else [variable.numpy() for variable in base.model.variables]
    return [*own, *weights]


class WholeModel:
    """The whole model of a network: made when it is first asked for, and kept in step with it."""

    def __init__(self, network: Any) -> None:
        self._network = network
        self._model: Any = None
        self._encoder: TableEncoding | Base | None = None
        self._compiled: tuple[Any, ...] = ()
        self._own: Base | None = None
        self._digest = ""

    def adopt(self, model: Any, encoder: TableEncoding | Base) -> None:
        """Take a model that shares the layers of the network already."""
        self._model, self._encoder = model, encoder
        self._compiled = self._marks()

    def base(self) -> tuple[Base, bool] | None:
        """The base in the model, and whether it was changed since this was last asked.

        None for a table, a user's own model, and before the model was asked for.
        """
        if self._own is None:
            return None
        before, self._digest = self._digest, digest_of(self._own.model)
        return self._own, before != self._digest

    @property
    def is_made(self) -> bool:
        """Whether the model was asked for."""
        return self._model is not None

    def model(self, encoder: TableEncoding | Base) -> Any:
        """The model for this encoding, compiled as the network is.

        It shares the optimizer of the network, so that either continues the other's training, and
        the loss. Metrics are its own. It is compiled again only after the network was: a compile
        of the user stays.
        """
        if self._model is None:
            if not isinstance(encoder, TableEncoding):
                encoder = self._own = own_base(encoder)
                self._digest = digest_of(encoder.model)
            self._model = whole_model(self._network, encoder)
        elif isinstance(encoder, TableEncoding) and self._encoder is not encoder:
            set_columns(self._model, encoder)
        self._encoder = encoder
        now = self._marks()
        # by identity: each compile makes new metrics
        if len(now) != len(self._compiled) or any(
            a is not b for a, b in zip(now, self._compiled, strict=True)
        ):
            self._compiled = now
            compile_as(self._model, self._network)
        return self._model

    def _marks(self) -> tuple[Any, ...]:
        """What each compile of the network makes anew."""
        network = self._network
        return (network.optimizer, *network.metrics) if network.compiled else ()


def compile_as(model: Any, network: Any) -> None:
    """Compile a model as another one is, with the same optimizer and loss, and metrics anew."""
    keras = load_keras()
    config = network.get_compile_config() or {}
    given = {
        key: keras.saving.deserialize_keras_object(value)
        for key, value in config.items()
        if key not in ("optimizer", "loss", "jit_compile")
    }
    # Keras leaves the delta of Huber out of the config; XLA takes no texts, and Keras finds out by
    # the layers
    model.compile(network.optimizer, network.loss, jit_compile="auto", **given)


def set_columns(model: Any, table: TableEncoding) -> None:
    """Set the layers of a raw model to another encoding of the same sizes.

    The compiled functions of the model hold the old one, and are dropped.
    """
    table.set_layers(model)
    _forget(model)


def set_first_layer(network: Any, table: TableEncoding) -> None:
    """Give a network the first layer of another encoding of the same sizes."""
    if table.expanded == table.embedded and not any(column.bins for column in table.scaled):
        return  # it holds nothing of the data
    front, *rest = network.layers
    for _ in network.layers:
        network.pop(rebuild=False)
    embeddings = {
        column.name: front.get_layer(embedding_name(table, column)) for column in table.embedded
    }
    network.add(columns_layer(table, embeddings), rebuild=False)
    for layer in rest:
        network.add(layer, rebuild=layer is rest[-1])
    _forget(network)


def _forget(model: Any) -> None:
    model.train_function = model.test_function = model.predict_function = None
