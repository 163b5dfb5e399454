"""ACTIVATIONS, those of Keras with their options, and LAYERS: the other words of a network.

A test holds the names of activations equal to `keras.activations` less its helpers, `glu` (halves
the width) and `threshold` (has no defaults).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from densemodel.language.syntax_tree._option import (
    COUNT,
    NOT_NEGATIVE,
    OPEN_SHARE,
    POSITIVE,
    SHARE,
    UP_TO_ONE,
    Option,
    Quantity,
    number,
    switch,
)
from densemodel.language.vocabulary import _layer_makers as make

if TYPE_CHECKING:
    from densemodel.language.vocabulary._layer_makers import Maker


@dataclass(frozen=True, slots=True)
class Activation:
    """One activation, named as in `keras.activations`."""

    word: str
    help: str
    layer: str | None = None
    "The class in `keras.layers` that takes its options; None if Keras has none that does."
    options: tuple[Option, ...] = ()
    function_options: tuple[str, ...] = ()
    "Options of the Keras function that no Keras layer takes, so that they are refused in words."


_RELU_OPTIONS = (
    number("max_value", None, "largest output", NOT_NEGATIVE),
    number("negative_slope", 0.0, "slope below the threshold", NOT_NEGATIVE),
    number("threshold", 0.0, "input below which the output falls to 0", NOT_NEGATIVE),
)

_ACTIVATIONS = (
    Activation("celu", "smooth below 0, falling to -alpha", function_options=("alpha",)),
    Activation(
        "elu",
        "smooth below 0, falling to -alpha",
        layer="ELU",
        options=(number("alpha", 1.0, "depth below 0", POSITIVE),),
    ),
    Activation("exponential", "e to the power of x"),
    Activation("gelu", "x times the normal distribution", function_options=("approximate",)),
    Activation("hard_shrink", "0 near 0, else x", function_options=("threshold",)),
    Activation("hard_sigmoid", "piecewise linear sigmoid"),
    Activation("hard_silu", "piecewise linear silu"),
    Activation("hard_swish", "another name for hard_silu"),
    Activation("hard_tanh", "x clipped to -1 and 1"),
    Activation(
        "leaky_relu",
        "x, and a small slope below 0",
        layer="LeakyReLU",
        # 0.3 is the layer's default; the plain word is the function, whose slope is 0.2
        options=(number("negative_slope", 0.3, "slope below 0", NOT_NEGATIVE),),
    ),
    Activation("linear", "x itself"),
    Activation("log_sigmoid", "logarithm of sigmoid"),
    Activation("log_softmax", "logarithm of softmax", function_options=("axis",)),
    Activation("mish", "x times tanh of softplus"),
    Activation("relu", "x above 0, else 0", layer="ReLU", options=_RELU_OPTIONS),
    Activation("relu6", "relu clipped at 6"),
    Activation("selu", "elu scaled to keep mean and variance"),
    Activation("sigmoid", "between 0 and 1: the probability of yes"),
    Activation("silu", "x times sigmoid"),
    Activation("soft_shrink", "x shrunk towards 0", function_options=("threshold",)),
    Activation("softmax", "probabilities of the classes, summing to 1", function_options=("axis",)),
    Activation("softplus", "smooth relu"),
    Activation("softsign", "x / (1 + |x|)"),
    Activation("sparse_plus", "softplus that reaches 0"),
    Activation("sparse_sigmoid", "sigmoid that reaches 0 and 1"),
    Activation("sparsemax", "softmax that reaches 0", function_options=("axis",)),
    Activation("squareplus", "smooth relu without exponentials", function_options=("b",)),
    Activation("swish", "another name for silu"),
    Activation("tanh", "between -1 and 1"),
    Activation("tanh_shrink", "x - tanh(x)"),
)

ACTIVATIONS: dict[str, Activation] = {activation.word: activation for activation in _ACTIVATIONS}

NORMALISED = frozenset({"softmax", "log_softmax", "sparsemax"})
"Those whose outputs share a sum, so that a single unit is always the same."


@dataclass(frozen=True, slots=True)
class LayerWord:
    """One word of the network."""

    word: str
    "The word; a Dense layer is written as its size, with the key `dense` here."
    name: str
    "The class in `keras.layers`."
    help: str
    maker: Maker
    "Makes arguments, shape and parameters from the word, its item and its place."
    axes: int | None = None
    "How many axes its input has; None: any number."
    argument: str | None = None
    "The keyword of the number after the word; None without a number."
    quantity: Quantity | None = None
    options: tuple[Option, ...] = ()
    sizes: Literal["kernel", "shape"] | None = None
    "The kind of sizes after the number, `5x5`; None: none."
    kernel: int = 0
    "The default kernel."
    has_stride: bool = False
    "Whether `/2` and `same` or `valid` are allowed."
    padding: str = ""
    "The default padding."
    is_linear: bool = False
    "Whether an activation right after it is fused into it, and bn replaces its bias."
    mode: str = ""
    "The word that may follow it: `both`."
    is_augmentation: bool = False
    "Whether it changes pictures, at random and in training only."
    example: str = ""
    "An example of the word in a network."


_SCALE = switch("scale", "learn a factor", default=True)
_OFFSET = Option(
    "offset",
    "center",
    default=True,
    help="learn an offset; a number: its start value",
    quantity=Quantity(kind="offset"),
)
_EPSILON = number("epsilon", 0.001, "added to the variance", POSITIVE)
_LINEAR = (
    number("l1", 0.0, "L1 penalty on the weights", NOT_NEGATIVE),
    number("l2", 0.0, "L2 penalty on the weights", NOT_NEGATIVE),
    switch("bias", "add a bias", argument="use_bias", default=True),
    Option(
        "init",
        "kernel_initializer",
        None,
        "initial values of the weights",
        Quantity(kind="initializer"),
    ),
)


def _conv(word: str, name: str, help_: str) -> LayerWord:
    return LayerWord(
        word,
        name,
        help_,
        make.conv,
        3,
        "filters",
        COUNT,
        _LINEAR,
        sizes="kernel",
        kernel=3,
        has_stride=True,
        padding="same",
        is_linear=True,
        example=f"{word} 32 3x3 relu",
    )


def _pool(word: str, name: str, help_: str) -> LayerWord:
    return LayerWord(
        word,
        name,
        help_,
        make.pool,
        3,
        sizes="kernel",
        kernel=2,
        has_stride=True,
        padding="valid",
        example=f"{word} 2",
    )


def _global_pool(word: str, name: str, help_: str) -> LayerWord:
    return LayerWord(word, name, help_, make.global_pool, 3, example=word)


def _augmentation(word: str, name: str, help_: str, argument: str = "factor") -> LayerWord:
    return LayerWord(
        word,
        name,
        f"{help_}, in training only",
        make.augmentation,
        3,
        argument,
        SHARE,
        is_augmentation=True,
        example=f"{word} {20 if argument == 'factor' and word != 'rotate' else 10}%",
    )


_LAYERS = (
    LayerWord(
        "dense",
        "Dense",
        "a Dense layer, written as its size: 50",
        make.dense,
        1,
        "units",
        COUNT,
        _LINEAR,
        is_linear=True,
        example="50 relu",
    ),
    _conv("conv", "Conv2D", "convolution: filters, kernel (3x3), /stride (1), same or valid"),
    _conv("sepconv", "SeparableConv2D", "convolution of few weights: as conv"),
    _pool("max", "MaxPooling2D", "the largest of each window: kernel (2), /stride (the kernel)"),
    _pool("avg", "AveragePooling2D", "the mean of each window: kernel (2), /stride (the kernel)"),
    _global_pool("gmax", "GlobalMaxPooling2D", "the largest value of each channel"),
    _global_pool("gavg", "GlobalAveragePooling2D", "the mean of each channel"),
    LayerWord(
        "flatten", "Flatten", "several axes as one long row", make.flatten, example="flatten"
    ),
    LayerWord(
        "reshape",
        "Reshape",
        "the same numbers with other axes: reshape 28x28x1",
        make.reshape,
        sizes="shape",
        example="reshape 28x28x1",
    ),
    LayerWord(
        "bn",
        "BatchNormalization",
        "batch normalization",
        make.normalization,
        options=(
            _SCALE,
            _OFFSET,
            number("momentum", 0.99, "decay of its moving averages", OPEN_SHARE),
            _EPSILON,
        ),
        example="bn",
    ),
    LayerWord(
        "ln",
        "LayerNormalization",
        "layer normalization",
        make.normalization,
        options=(_SCALE, _OFFSET, _EPSILON),
        example="ln",
    ),
    LayerWord(
        "drop",
        "Dropout",
        "dropout: the share that is dropped",
        make.same_shape,
        argument="rate",
        quantity=SHARE,
        example="drop 0.2",
    ),
    LayerWord(
        "sdrop",
        "SpatialDropout2D",
        "dropout of whole channels: the share that is dropped",
        make.spatial_dropout,
        argument="rate",
        quantity=SHARE,
        example="sdrop 0.2",
    ),
    LayerWord(
        "noise",
        "GaussianNoise",
        "Gaussian noise: its standard deviation",
        make.same_shape,
        argument="stddev",
        quantity=UP_TO_ONE,
        example="noise 0.1",
    ),
    LayerWord(
        "scale",
        "Rescaling",
        "divides by a number, written after '/'",
        make.rescaling,
        argument="scale",
        quantity=POSITIVE,
        example="scale / 255",
    ),
    LayerWord(
        "norm",
        "Normalization",
        "scales each column to mean 0 and standard deviation 1, learned from the training rows",
        make.adapted,
        example="norm",
    ),
    LayerWord(
        "flip",
        "RandomFlip",
        "mirrors half of the pictures, at random, in training only; both: upside down as well",
        make.flip,
        3,
        mode="both",
        is_augmentation=True,
        example="flip",
    ),
    _augmentation("rotate", "RandomRotation", "turns pictures: at most this share of a full turn"),
    _augmentation("zoom", "RandomZoom", "zooms in and out: at most by this share", "height_factor"),
    _augmentation(
        "shift",
        "RandomTranslation",
        "moves pictures: at most this share of a side",
        "height_factor",
    ),
    _augmentation("contrast", "RandomContrast", "less or more contrast: at most by this share"),
    _augmentation("brightness", "RandomBrightness", "darker or brighter: at most by this share"),
)

LAYERS: dict[str, LayerWord] = {word.word: word for word in _LAYERS}

LINEAR = frozenset(word.word for word in _LAYERS if word.is_linear)
"Words of layers that an activation is fused into."

AUGMENTATIONS = frozenset(word.name for word in _LAYERS if word.is_augmentation)
"The classes that change pictures, in training only."

PARTS = frozenset(
    {"filters", "kernel", "kernel_size", "size", "pool_size", "stride", "strides", "padding", "pad"}
)
"Names that other tools give to the parts of a convolution."
