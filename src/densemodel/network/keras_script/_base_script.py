"""A trained model as the base of a network, in a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.network.from_keras._architectures import preprocessing_of
from densemodel.network.keras_script._call_text import spread, string_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.language import Base


def base_lines(base: Base, *, is_trained: bool) -> Iterator[str]:
    """Make the base, before the network; its weights are loaded later if it is trained."""
    if base.architecture:
        given = {"include_top": False, "input_shape": base.input_shape, **dict(base.arguments)}
        if not is_trained:
            yield '# weights="imagenet" are those of Keras, which it downloads.'
        given["weights"] = None if is_trained else "imagenet"
        texts = (
            f"{key}={string_text(value) if isinstance(value, str) else repr(value)}"
            for key, value in given.items()
        )
        yield spread(f"{base.name} = keras.applications.{base.architecture}(", [*texts])
    else:
        yield f"# Put your trained model here, as the Keras model {base.name}:"
        yield f"# from {base.input_shape} to {base.output_shape}."


def frozen_lines(base: Base) -> Iterator[str]:
    """Say which weights of the base are trained."""
    yield f"{base.name}.trainable = {not base.is_frozen}"
    if not base.is_frozen:
        yield f"for layer in {base.name}.layers:  # they keep their averages"
        yield "    if isinstance(layer, keras.layers.BatchNormalization):"
        yield "        layer.trainable = False"
    yield ""


def base_calls(base: Base) -> list[str]:
    """The layers of the base: its preprocessing, where it is known, and itself."""
    if not base.preprocessing:
        return [base.name]
    is_reversed, scale, offset = preprocessing_of(base.architecture)
    flipped = ["keras.layers.Lambda(lambda x: keras.ops.flip(x, -1))"] if is_reversed else []
    numbers = (
        repr(float(one[0])) if np.ptp(one) == 0 else repr([float(number) for number in one])
        for one in (scale, offset)
    )
    return [*flipped, f"keras.layers.Rescaling({', '.join(numbers)})", base.name]
