"""INITIALIZERS: Keras's initializers by name."""

from __future__ import annotations

from dataclasses import dataclass

from densemodel.language.syntax_tree._option import ANY, NOT_NEGATIVE, POSITIVE, Quantity
from densemodel.language.vocabulary._keras_call import KerasCall


@dataclass(frozen=True, slots=True)
class Initializer:
    """One initializer: `init NAME` or, if it takes a number, `init NAME:NUM`."""

    word: str
    name: str
    "The class in `keras.initializers`."
    help: str
    argument: str | None = None
    "The keyword that the number after the colon sets; None if it takes none."
    default: float | None = None
    "Keras's default; None with an argument: the number is required."
    quantity: Quantity = ANY

    @property
    def needs_number(self) -> bool:
        """Whether the plain name is not enough."""
        return self.argument is not None and self.default is None

    @property
    def keras_word(self) -> str:
        """The snake_case name that Keras knows it by."""
        return "truncated_normal" if self.word == "tn" else self.word

    def call(self, value: float | None) -> KerasCall | str:
        """The Keras value: its plain name, or a call if the number is not the default."""
        if value is None or value == self.default or self.argument is None:
            return self.keras_word
        if self.argument == "maxval":  # one number stands for both ends
            return KerasCall("initializers", self.name, (("minval", -value), ("maxval", value)))
        return KerasCall("initializers", self.name, ((self.argument, float(value)),))


_ALL = (
    Initializer("constant", "Constant", "one value everywhere", "value"),
    Initializer("glorot_normal", "GlorotNormal", "normal, scaled by both widths"),
    Initializer("glorot_uniform", "GlorotUniform", "uniform, scaled by both widths; Keras's own"),
    Initializer("he_normal", "HeNormal", "normal, scaled for relu"),
    Initializer("he_uniform", "HeUniform", "uniform, scaled for relu"),
    Initializer("identity", "Identity", "the identity matrix, times the number", "gain", 1.0),
    Initializer("lecun_normal", "LecunNormal", "normal, scaled for selu"),
    Initializer("lecun_uniform", "LecunUniform", "uniform, scaled by the input's width"),
    Initializer("ones", "Ones", "1 everywhere"),
    Initializer("orthogonal", "Orthogonal", "an orthogonal matrix, times the number", "gain", 1.0),
    Initializer(
        "random_normal",
        "RandomNormal",
        "normal: its standard deviation",
        "stddev",
        0.05,
        NOT_NEGATIVE,
    ),
    Initializer(
        "random_uniform",
        "RandomUniform",
        "uniform between -NUM and NUM",
        "maxval",
        0.05,
        NOT_NEGATIVE,
    ),
    Initializer(
        "tn",
        "TruncatedNormal",
        "truncated normal: its standard deviation",
        "stddev",
        0.05,
        NOT_NEGATIVE,
    ),
    Initializer(
        "variance_scaling",
        "VarianceScaling",
        "scaled by the input's width",
        "scale",
        1.0,
        POSITIVE,
    ),
    Initializer("zeros", "Zeros", "0 everywhere"),
)

INITIALIZERS: dict[str, Initializer] = {initializer.word: initializer for initializer in _ALL}

ALIASES = {"truncated_normal": "tn"}
"Other names that are read; the canonical text holds the shorter."
