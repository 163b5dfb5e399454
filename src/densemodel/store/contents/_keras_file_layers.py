"""What may stand in the config of a layer in a Keras file, and the facts that it gives.

For each class every key has a rule, which reads its value and refuses what no spec says, with a
StoreError. Keys without a rule are refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.language import ACTIVATIONS
from densemodel.network import (
    ConfigTable,
    as_activation,
    divisor_of,
    factors_of,
    in_32_bits,
    is_number,
    is_size,
    keras_object,
    require_float32,
    shown,
    start_word,
)
from densemodel.store.contents._keras_file_chain import MOST_AXES

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from densemodel.network import Facts
    from densemodel.store.contents._keras_file_chain import ConfigLayer

    Rule: TypeAlias = Callable[[ConfigTable, str], Any]


def facts_in(layer: ConfigLayer) -> Facts:
    table = ConfigTable(layer.config, layer.title)
    rules = _RULES.get(layer.kind)
    if rules is None:
        raise table.refused("the language has no word for it")
    table.leave(("name",))
    seed = table.pop("seed")
    if seed is not None and type(seed) is not int:
        raise table.refused(f"seed={shown(seed)} is not a number")
    table.expect("trainable", (True,))
    require_float32(table)
    facts = {"kind": layer.kind, **{key: read(table, key) for key, read in rules.items()}}
    table.done()
    stride = facts.get("strides", ())
    if len(set(stride)) > 1 and stride != facts.get("pool_size"):
        raise table.refused("its strides differ, and a spec has one for both axes")
    if facts.get("depthwise_regularizer") != facts.get("pointwise_regularizer"):
        raise table.refused("its kernels have regularizers of their own, a spec has one for both")
    return as_activation(facts)


def _only(allowed: tuple[Any, ...]) -> Rule:
    """Values that all mean the same."""

    def read(table: ConfigTable, key: str) -> Any:
        table.expect(key, allowed)
        return tuple(allowed[0]) if isinstance(allowed[0], list) else allowed[0]

    return read


def _pull(table: ConfigTable, key: str) -> Any:
    """The factors of a regularizer."""
    value = table.pop(key)
    if value is None:
        return None
    pull = keras_object(value, "keras.regularizers", table.title)
    kind = pull.word("class_name", "L1", "L2", "L1L2")
    factors = pull.inner("config")
    pull.done()
    names = ("l1", "l2") if kind == "L1L2" else (kind.lower(),)
    numbers = {name: factors.number(name) for name in names}
    factors.done()
    return factors_of(numbers)


def _start(table: ConfigTable, key: str) -> str:
    """The initializer as a word, or its class if the language has none for it."""
    value = table.pop(key)
    if value is None:
        return ""
    start = keras_object(value, "keras.initializers", table.title)
    kind, config = start.pop("class_name"), start.pop("config")
    if not isinstance(kind, str) or not kind.isalnum():
        raise table.refused(f"{key} is none of Keras's")
    start.done()
    if not isinstance(config, dict) or not all(
        value is None or isinstance(value, str | bool) or is_number(value)
        for value in config.values()
    ):
        raise table.refused(f"{key} holds more than numbers")
    return start_word(kind, config)


def _activation(table: ConfigTable, key: str) -> str:
    value = table.pop(key)
    if value is None:
        return "linear"
    if not isinstance(value, str) or value not in ACTIVATIONS:
        raise table.refused(f"its activation is {shown(value)}, and there is no word for that")
    return value


def _padding(table: ConfigTable, key: str) -> str:
    return table.word(key, "same", "valid")


def _shape(table: ConfigTable, key: str) -> tuple[int, ...]:
    shape = table.pop(key)
    if not isinstance(shape, list) or not 1 <= len(shape) <= MOST_AXES:
        raise table.refused(f"its {key} is not a list of sizes")
    if not all(map(is_size, shape)):
        raise table.refused(f"its {key} has a size that is left open")
    return tuple(shape)


def _factor(table: ConfigTable, key: str) -> float:
    value = table.pop(key)
    factor = in_32_bits(value) if is_number(value) else 0.0
    if divisor_of(factor) is None:
        raise table.refused(f"{key}={shown(value)} can't be written as 'scale / N'")
    return factor


def _number_or_none(table: ConfigTable, key: str) -> float | None:
    value = table.pop(key)
    if value is not None and not is_number(value):
        raise table.refused(f"{key}={shown(value)} is not a number")
    return None if value is None else float(value)


_NONE, _OFF, _LAST = _only((None,)), _only((False,)), _only((-1, [-1]))
_NUMBER, _FLAG = ConfigTable.number, ConfigTable.flag
_WHOLE, _PAIR = ConfigTable.whole, ConfigTable.pair
_CHANNELS: dict[str, Rule] = {"data_format": _only(("channels_last",))}
_POOL = _CHANNELS | {"pool_size": _PAIR, "strides": _PAIR, "padding": _padding}
_GLOBAL = _CHANNELS | {"keepdims": _OFF}
_DROP: dict[str, Rule] = {"rate": _NUMBER}
_NORMAL: dict[str, Rule] = {
    "axis": _LAST,
    "scale": _FLAG,
    "center": _FLAG,
    "epsilon": _NUMBER,
    **{f"{weights}_initializer": _start for weights in ("beta", "gamma")},
    **{f"{weights}_regularizer": _NONE for weights in ("beta", "gamma")},
    **{f"{weights}_constraint": _NONE for weights in ("beta", "gamma")},
}


def _linear(*kernels: str) -> dict[str, Rule]:
    """The rules of a layer with weights."""
    return {
        "use_bias": _FLAG,
        **{f"{kernel}_regularizer": _pull for kernel in kernels},
        **{f"{weights}_initializer": _start for weights in (*kernels, "bias")},
        **{f"{weights}_constraint": _NONE for weights in (*kernels, "bias")},
        "bias_regularizer": _NONE,
        "activity_regularizer": _NONE,
        "activation": _activation,
    }


_CONVOLUTION = _CHANNELS | {
    "dilation_rate": _only(([1, 1],)),
    "filters": _WHOLE,
    "kernel_size": _PAIR,
    "strides": _PAIR,
    "padding": _padding,
}
_RULES: dict[str, dict[str, Rule]] = {
    "Activation": {"activation": _activation},
    "AveragePooling2D": _POOL,
    "BatchNormalization": _NORMAL
    | {
        "momentum": _NUMBER,
        "synchronized": _OFF,
        "renorm": _OFF,
        "renorm_clipping": _NONE,
        "renorm_momentum": ConfigTable.pop,
        "moving_mean_initializer": _start,
        "moving_variance_initializer": _start,
    },
    "Conv2D": {"groups": _only((1,))} | _CONVOLUTION | _linear("kernel"),
    "Dense": {"quantization_config": _NONE, "units": _WHOLE} | _linear("kernel"),
    "Dropout": _DROP | {"noise_shape": _NONE},
    "ELU": {"alpha": _NUMBER},
    "Flatten": _CHANNELS,
    "GaussianNoise": {"stddev": _NUMBER},
    "GlobalAveragePooling2D": _GLOBAL,
    "GlobalMaxPooling2D": _GLOBAL,
    "LayerNormalization": _NORMAL | {"rms_scaling": _OFF},
    "LeakyReLU": {"negative_slope": _NUMBER},
    "MaxPooling2D": _POOL,
    "Normalization": {"axis": _LAST, "invert": _OFF, "mean": _NONE, "variance": _NONE},
    "ReLU": {"negative_slope": _NUMBER, "threshold": _NUMBER, "max_value": _number_or_none},
    "Rescaling": {"offset": _only((0.0, 0)), "scale": _factor},
    "Reshape": {"target_shape": _shape},
    "SeparableConv2D": {"depth_multiplier": _only((1,))}
    | _CONVOLUTION
    | _linear("depthwise", "pointwise"),
    "Softmax": {"axis": _LAST},
    "SpatialDropout1D": _CHANNELS | _DROP,
    "SpatialDropout2D": _CHANNELS | _DROP,
}
