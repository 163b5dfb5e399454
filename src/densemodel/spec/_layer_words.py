"""LAYERS: the words that make a layer, other than activations."""

from __future__ import annotations

from dataclasses import dataclass

from densemodel.spec._option import (
    COUNT,
    NOT_NEGATIVE,
    OPEN_SHARE,
    POSITIVE,
    SHARE,
    Option,
    Quantity,
    number,
    switch,
)


@dataclass(frozen=True, slots=True)
class LayerWord:
    """One word of the network."""

    word: str
    "As it is written; a Dense layer is written as its size alone and goes by `dense` here."
    name: str
    "The class in `keras.layers`."
    help: str
    argument: str | None = None
    "The keyword of the number after the word; None if none stands there."
    quantity: Quantity | None = None
    options: tuple[Option, ...] = ()


_SCALE = switch("scale", "learn a factor", default=True)
_OFFSET = Option(
    "offset",
    "center",
    default=True,
    help="learn an offset; a number: its start value",
    quantity=Quantity(kind="offset"),
)
_EPSILON = number("epsilon", 0.001, "added to the variance", POSITIVE)

_ALL = (
    LayerWord(
        "dense",
        "Dense",
        "a Dense layer, written as its size: 50",
        "units",
        COUNT,
        (
            number("l1", 0.0, "pull of the weights towards 0", NOT_NEGATIVE),
            number("l2", 0.0, "pull of the weights towards small values", NOT_NEGATIVE),
            switch("bias", "add a bias", argument="use_bias", default=True),
            Option(
                "init",
                "kernel_initializer",
                None,
                "how the weights start",
                Quantity(kind="initializer"),
            ),
        ),
    ),
    LayerWord(
        "bn",
        "BatchNormalization",
        "batch normalization",
        options=(
            _SCALE,
            _OFFSET,
            number("momentum", 0.99, "how slowly its averages move", OPEN_SHARE),
            _EPSILON,
        ),
    ),
    LayerWord(
        "ln", "LayerNormalization", "layer normalization", options=(_SCALE, _OFFSET, _EPSILON)
    ),
    LayerWord("drop", "Dropout", "dropout: the share that is dropped", "rate", SHARE),
    LayerWord(
        "noise", "GaussianNoise", "Gaussian noise: its standard deviation", "stddev", NOT_NEGATIVE
    ),
    LayerWord("flatten", "Flatten", "one long row out of several axes"),
)

LAYERS: dict[str, LayerWord] = {word.word: word for word in _ALL}
