"""ACTIVATIONS: the activations of Keras and their options.

A test holds the names equal to `keras.activations` less its helpers, `glu` (halves the width)
and `threshold` (has no defaults).
"""

from __future__ import annotations

from dataclasses import dataclass

from densemodel.language.syntax_tree._option import NOT_NEGATIVE, POSITIVE, Option, number


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

_ALL = (
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

ACTIVATIONS: dict[str, Activation] = {activation.word: activation for activation in _ALL}

NORMALISED = frozenset({"softmax", "log_softmax", "sparsemax"})
"Those whose outputs share a sum, so that a single unit is always the same."
