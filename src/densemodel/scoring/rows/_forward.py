"""The forward pass of a network, compiled once and called with any weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.errors import DataError
from densemodel.network import load_keras

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel._array import Array
    from densemodel.training import Snapshot

_AT_ONCE = 2**14
"Rows of one call."


class Forward:
    """Calls a network on encoded rows, to be used many times: the first call takes some 100 ms.

    The variables of the network are not read, so another thread may train it. It is compiled for
    the network as it is: one that was given other data may have another `norm`.
    """

    def __init__(self, network: Any, inner: Sequence[Any] = ()) -> None:
        """`inner` are tensors between its layers, as `layer.output`, that are wanted, too."""
        import tensorflow as tf

        keras = load_keras()
        variables = list(network.variables)
        model = keras.Model(network.inputs, [*network.outputs, *inner]) if inner else network

        def forward(rows: Any, values: Any) -> list[Any]:
            with keras.StatelessScope(list(zip(variables, values, strict=True))):
                found = model(rows, training=False)
            return [tf.cast(one, tf.float32) for one in (found if inner else [found])]

        signature = (
            tf.TensorSpec((None, *network.input_shape[1:]), tf.float32),
            tuple(tf.TensorSpec(one.shape, one.dtype) for one in variables),
        )
        self._function = tf.function(forward, autograph=False, input_signature=signature)

    def __call__(self, weights: Snapshot, rows: Array) -> list[Array]:
        """The outputs of the network, then the inner ones, float32, of shape (n, ...).

        Raises:
            DataError: An output is not a number.
        """
        parts = [
            [np.asarray(one) for one in self._function(rows[at : at + _AT_ONCE], weights.values)]
            for at in range(0, len(rows), _AT_ONCE)
        ]
        found = [np.concatenate(together) for together in zip(*parts, strict=True)]
        if not np.isfinite(found[0]).all():
            raise DataError(
                "the network predicts values that are not numbers: restart training with a smaller "
                "learning rate"
            )
        return found
