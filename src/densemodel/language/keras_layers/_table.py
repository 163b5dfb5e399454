"""What may stand in the config of each layer of Keras that the language has.

A class has a rule for every key, in the order of Keras's own arguments. Keys without a rule are
refused. The configs of files are untrusted: a rule looks at types as well as values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from densemodel.language.keras_layers._initializer_text import initializer_text
from densemodel.language.keras_layers._numbers import (
    divisor_of,
    in_32_bits,
    is_number,
    shortest_in_32_bits,
)
from densemodel.language.syntax_tree import _limits
from densemodel.language.vocabulary._layer_words import ACTIVATIONS

REQUIRED = object()
"The default of an argument that Keras does not have one for."


class RefusedValueError(Exception):
    """A value that no spec has.

    Its text is a message with the places `{key}` and `{value}`; empty: there is nothing to say but
    what a spec has instead.
    """


@dataclass(frozen=True, slots=True)
class Custom:
    """A value that is not Keras's own, such as a function: all that is known is its text."""

    text: str

    def __str__(self) -> str:
        return self.text


Read: TypeAlias = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """How the value of one key is read."""

    read: Read
    "Gives the fact; raises a RefusedValueError."
    default: Any = REQUIRED
    "Keras's own, as `get_config` gives it."
    is_fixed: bool = False
    "Whether a spec has the default alone."


def _fixed(*allowed: object) -> Rule:
    """Values that all mean the same."""

    def read(value: Any) -> Any:
        if not any(type(value) is type(one) and value == one for one in allowed):
            raise RefusedValueError
        return allowed[0]

    return Rule(read, allowed[0], is_fixed=True)


def _number(value: Any) -> float:
    if not is_number(value):
        raise RefusedValueError("{key}={value} is not a number")
    return float(value)


def _number_or_none(value: Any) -> float | None:
    return None if value is None else _number(value)


def _seed(value: Any) -> None:
    """It is no fact: two layers of different seeds are the same layer."""
    if value is not None and type(value) is not int:
        raise RefusedValueError("{key}={value} is not a number")


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise RefusedValueError("{key}={value} is not true or false")
    return value


def _is_size(value: Any) -> bool:
    return type(value) is int and 1 <= value <= _limits.COUNT


def _whole(value: Any) -> int:
    if not _is_size(value):
        raise RefusedValueError("{key}={value} is not a number that a layer can have")
    return int(value)


def _pair(value: Any) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2:  # the two axes of an image
        raise RefusedValueError("{key}={value} is not a pair of numbers")
    return _whole(value[0]), _whole(value[1])


def _shape(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list) or not 1 <= len(value) <= _MOST_AXES:
        raise RefusedValueError("its {key} is not a list of sizes")
    if not all(map(_is_size, value)):
        raise RefusedValueError("its {key} has a size that is left open")
    return tuple(value)


_MOST_AXES = 8


def _both_ways(value: Any) -> float:
    """A share, or a range from its negative to itself."""
    low, high = value if _is_pair(value) else (-_number(value), value)
    if low != -high:
        raise RefusedValueError("its {key} is {value}, and a spec changes as much in both ways")
    return float(high)


def _around_one(value: Any) -> float:
    """A pair of the same share; Keras reads a share alone as `(0, share)`, unlike its docs."""
    return _both_ways([-value[0], value[1]] if _is_pair(value) else value)


def _range(value: Any) -> tuple[float, float]:
    if not _is_pair(value):
        raise RefusedValueError("{key}={value} is not a pair of numbers")
    return float(value[0]), float(value[1])


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(is_number, value))


def _flips(value: Any) -> str:
    if not isinstance(value, str) or value not in {"horizontal", "horizontal_and_vertical"}:
        raise RefusedValueError("its {key} is {value}, and a spec has 'flip' and 'flip both'")
    return value


def _padding(value: Any) -> str:
    if not isinstance(value, str) or value not in {"same", "valid"}:
        raise RefusedValueError
    return value


def _activation(value: Any) -> str:
    if value is None:
        return "linear"
    if not isinstance(value, str) or value not in ACTIVATIONS:
        raise RefusedValueError("its activation is {value}, and the language has no word for it")
    return value


def _factor(value: Any) -> float:
    """The factor of a Rescaling that is `scale / N`."""
    factor = in_32_bits(value) if is_number(value) else 0.0
    if divisor_of(factor) is None:
        raise RefusedValueError("its {key} is {value}, and 'scale / N' multiplies by 1/N")
    return factor


def _keras_object(value: Any, module: str) -> tuple[str, dict[str, Any]]:
    """The class and config of an object of Keras's own, as a config has it."""
    match value:
        case {"module": str(home), "class_name": str(kind), "config": dict(config), **rest}:
            extra = rest.keys() - {"registered_name", "shared_object_id"}
            if home == module and rest.get("registered_name") is None and not extra:
                return kind, config
    raise RefusedValueError


def _regularizer(value: Any) -> tuple[tuple[str, float], ...] | None:
    """The factors of an L1 or L2 regularizer, ((l2, 0.01),); None if all are 0."""
    if value is None:
        return None
    kind, config = _keras_object(value, "keras.regularizers")
    keys = {"L1": ["l1"], "L2": ["l2"], "L1L2": ["l1", "l2"]}.get(kind)
    if keys is None or config.keys() != set(keys) or not all(map(is_number, config.values())):
        raise RefusedValueError
    factors = {key: shortest_in_32_bits(config[key]) for key in keys}
    return tuple((key, factor) for key, factor in factors.items() if factor) or None


def _initializer(value: Any) -> str:
    """The initializer as a word, or its class if the language has none for it."""
    if value is None or isinstance(value, Custom):
        return str(value or "no initializer")
    try:
        kind, config = _keras_object(value, "keras.initializers")
    except RefusedValueError:
        raise RefusedValueError("{key} is none of Keras's") from None
    if not kind.isalnum():
        raise RefusedValueError("{key} is none of Keras's")
    if not all(
        one is None or isinstance(one, str | bool) or is_number(one) for one in config.values()
    ):
        raise RefusedValueError("{key} holds more than numbers")
    return initializer_text(kind, config)


def _start(name: str) -> Rule:
    return Rule(_initializer, {"module": "keras.initializers", "class_name": name, "config": {}})


_NONE, _OFF, _LAST = _fixed(None), _fixed(False), _fixed(-1, [-1])  # noqa: FBT003 - a value
_ONE, _ONES = _fixed(1), _fixed([1, 1])
_ACTIVATION, _PULL = Rule(_activation, "linear"), Rule(_regularizer, None)
_NUMBER, _WHOLE, _YES = Rule(_number), Rule(_whole), Rule(_flag, default=True)
_ZERO = Rule(_number, 0.0)
_CHANNELS = {"data_format": _fixed("channels_last")}
_SEED = {"seed": Rule(_seed, None)}
_PADDING = Rule(_padding, "valid")
_WINDOW = Rule(_pair, [2, 2])
_POOL = {
    "pool_size": _WINDOW,
    "strides": Rule(_pair, None),  # that of the window
    "padding": _PADDING,
    **_CHANNELS,
}
_AUGMENTATION = {**_CHANNELS, **_SEED, "bounding_box_format": _NONE}
_FILL = {
    "fill_mode": _fixed("reflect"),
    "interpolation": _fixed("bilinear"),
    "fill_value": _fixed(0.0, 0),
    **_AUGMENTATION,
}
_COLOURS = {"value_range": Rule(_range, [0, 255]), **_AUGMENTATION}
_SHARE = Rule(_both_ways)
_GLOBAL = {**_CHANNELS, "keepdims": _OFF}


def _of_weights(*names: str) -> dict[str, Rule]:
    """The rules of weights with neither regularizers nor constraints in a spec."""
    kinds = ("regularizer", "constraint")
    return {f"{name}_{kind}": _NONE for kind in kinds for name in names}


def _linear(*kernels: str) -> dict[str, Rule]:
    """The rules of a layer with weights, an activation and a bias."""
    return {
        "activation": _ACTIVATION,
        "use_bias": _YES,
        **{f"{kernel}_initializer": _start("GlorotUniform") for kernel in kernels},
        "bias_initializer": _start("Zeros"),
        **{f"{kernel}_regularizer": _PULL for kernel in kernels},
        "bias_regularizer": _NONE,
        "activity_regularizer": _NONE,
        **{f"{weights}_constraint": _NONE for weights in (*kernels, "bias")},
    }


_CONVOLUTION = {
    "filters": _WHOLE,
    "kernel_size": Rule(_pair),
    "strides": Rule(_pair, [1, 1]),
    "padding": _PADDING,
    **_CHANNELS,
    "dilation_rate": _ONES,
}
_NORMAL = {
    "center": _YES,
    "scale": _YES,
    "beta_initializer": _start("Zeros"),
    "gamma_initializer": _start("Ones"),
}
_LEFT = _of_weights("beta", "gamma")

LAYER_RULES: dict[str, dict[str, Rule]] = {
    "Activation": {"activation": Rule(_activation)},
    "AveragePooling2D": _POOL,
    "BatchNormalization": {
        "axis": _LAST,
        "momentum": Rule(_number, 0.99),
        "epsilon": Rule(_number, 0.001),
        **_NORMAL,
        "moving_mean_initializer": _start("Zeros"),
        "moving_variance_initializer": _start("Ones"),
        **_LEFT,
        "synchronized": _OFF,
        "renorm": _OFF,
        "renorm_clipping": _NONE,
        "renorm_momentum": _fixed(0.99),
    },
    "Conv2D": {**_CONVOLUTION, "groups": _ONE, **_linear("kernel")},
    "Dense": {"units": _WHOLE, **_linear("kernel"), "quantization_config": _NONE},
    "Dropout": {"rate": _NUMBER, "noise_shape": _NONE, **_SEED},
    "ELU": {"alpha": Rule(_number, 1.0)},
    "Flatten": _CHANNELS,
    "GaussianNoise": {"stddev": _NUMBER, **_SEED},
    "GlobalAveragePooling2D": _GLOBAL,
    "GlobalMaxPooling2D": _GLOBAL,
    "LayerNormalization": {
        "axis": _LAST,
        "epsilon": Rule(_number, 0.001),
        **_NORMAL,
        **_LEFT,
        "rms_scaling": _OFF,
    },
    "LeakyReLU": {"negative_slope": Rule(_number, 0.3)},
    "MaxPooling2D": _POOL,
    "Normalization": {"axis": _LAST, "mean": _NONE, "variance": _NONE, "invert": _OFF},
    "RandomBrightness": {"factor": _SHARE, **_COLOURS},
    "RandomContrast": {"factor": Rule(_around_one), **_COLOURS},
    "RandomFlip": {"mode": Rule(_flips, "horizontal_and_vertical"), **_AUGMENTATION},
    "RandomRotation": {"factor": _SHARE, **_FILL},
    "RandomTranslation": {"height_factor": _SHARE, "width_factor": _SHARE, **_FILL},
    "RandomZoom": {"height_factor": _SHARE, "width_factor": _NONE, **_FILL},
    "ReLU": {
        "max_value": Rule(_number_or_none, None),
        "negative_slope": _ZERO,
        "threshold": _ZERO,
    },
    "Rescaling": {"scale": Rule(_factor), "offset": _fixed(0.0, 0)},
    "Reshape": {"target_shape": Rule(_shape)},
    "SeparableConv2D": {
        **_CONVOLUTION,
        "depth_multiplier": _ONE,
        **_linear("depthwise", "pointwise"),
    },
    "Softmax": {"axis": _LAST},
    "SpatialDropout1D": {"rate": _NUMBER, **_SEED, **_CHANNELS},
    "SpatialDropout2D": {"rate": _NUMBER, **_CHANNELS, **_SEED},
}

COMMON_RULES = {
    "trainable": _fixed(True),  # noqa: FBT003 - a value
    "dtype": _fixed("float32", None),
}
"Keys of every layer."
