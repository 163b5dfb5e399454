"""Translates the config of a Keras layer into the language, by a table of allowed entries.

Each layer gets its own stage, so that its options apply only to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.language import ACTIVATIONS, INITIALIZERS, write_number
from densemodel.network import divisor_of
from densemodel.store.contents._config_table import ConfigTable, is_number, shown
from densemodel.store.contents._keras_file_chain import require_float32

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.store.contents._keras_file_chain import ConfigLayer


_WORD_OF = {entry.name: word for word, entry in INITIALIZERS.items()}


def pulls(table: ConfigTable, key: str) -> list[str]:
    """A regularizer as options."""
    value = table.take(key)
    if value is None:
        return []
    pull = ConfigTable(value, table.title)
    pull.expect("module", "keras.regularizers")
    pull.none("registered_name")
    pull.leave(("shared_object_id",))
    kind = pull.word("class_name", "L1", "L2", "L1L2")
    factors = pull.inner("config")
    pull.done()
    options = [
        f"{factor}={factors.number(factor)}"
        for factor in ("l1", "l2")
        if factor in kind.lower().replace("l1l2", "l1 l2").split()
    ]
    factors.done()
    return options


def start(table: ConfigTable, key: str, usual: str = "") -> str:
    """The initializer as a word; empty if the language has none for it.

    Args:
        table: The config of the layer.
        key: What says it there.
        usual: The only word that the language has for these weights; empty: any.
    """
    word = _start_word(table, key)
    if not word or (usual and word != usual):
        table.lost.append(f"{key.removesuffix('_initializer')} of {table.title}")
    return word


def _start_word(table: ConfigTable, key: str) -> str:
    value = table.take(key)
    if value is None:
        return ""
    told = ConfigTable(value, table.title)
    told.expect("module", "keras.initializers")
    told.none("registered_name")
    told.leave(("shared_object_id",))
    kind = told.take("class_name")
    if not isinstance(kind, str) or not kind.isalnum():
        raise table.refused(f"{key} is none of Keras's")
    config = told.take("config")
    told.done()
    if not isinstance(config, dict) or not all(map(_is_plain, config.values())):
        raise table.refused(f"{key} holds more than numbers")
    entry = INITIALIZERS.get(_WORD_OF.get(kind, ""))
    said = {k: v for k, v in config.items() if v is not None and k != "seed"}
    if entry is None or not said:
        return "" if entry is None else entry.word
    if said.get("mean") == 0:
        del said["mean"]
    number: Any = said.get(entry.argument)
    if set(said) != {entry.argument} or not is_number(number) or not entry.quantity.holds(number):
        return ""
    if entry.name == "Constant" and number in (0, 1):
        return "ones" if number else "zeros"
    is_usual = number == entry.default
    return entry.word if is_usual else f"{entry.word}:{write_number(number)}"


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, str | bool) or is_number(value)


_LAST_AXES = (-1, [-1])
_KERAS_START = "glorot_uniform"


def layer_words(layer: ConfigLayer, lost: list[str]) -> str:
    """The text of a layer in the language.

    Args:
        layer: The layer.
        lost: Gets the weights whose start the language does not say: they have started long ago.

    Raises:
        StoreError: The language has none, or something in its config is not in the list.
    """
    table = ConfigTable(layer.config, layer.title)
    write = _WRITERS.get(layer.kind)
    if write is None:
        raise table.refused("the language has no word for it")
    table.leave(("name",))
    seed = table.take("seed")
    if seed is not None and type(seed) is not int:
        raise table.refused(f"seed={shown(seed)} is not a number")
    table.on("trainable")
    require_float32(table)
    words = write(table)
    table.done()
    lost += table.lost
    return words


def _dense(table: ConfigTable) -> str:
    table.none("quantization_config")
    return _linear(table, str(table.whole("units")), ("kernel",))


def _conv(table: ConfigTable) -> str:
    table.expect("groups", 1)
    return _linear(table, _convolved(table, "conv"), ("kernel",))


def _sepconv(table: ConfigTable) -> str:
    table.expect("depth_multiplier", 1)
    return _linear(table, _convolved(table, "sepconv"), ("depthwise", "pointwise"))


def _convolved(table: ConfigTable, word: str) -> str:
    table.expect("data_format", "channels_last")
    table.expect("dilation_rate", [1, 1])
    return f"{word} {table.whole('filters')} {_window(table, 'kernel_size')}"


def _window(table: ConfigTable, key: str) -> str:
    height, width = table.pair(key)
    stride = table.pair("strides")
    padding = table.word("padding", "same", "valid")
    if stride == (height, width) and key == "pool_size":
        return f"{height}x{width} {padding}"
    if stride[0] != stride[1]:
        raise table.refused("its strides differ, and a spec has one for both axes")
    return f"{height}x{width}/{stride[0]} {padding}"


def _linear(table: ConfigTable, words: str, kernels: tuple[str, ...]) -> str:
    """A layer with weights: its options, and the activation that is part of it."""
    options = [f"bias={table.flag('use_bias')}"]
    regularizers = [pulls(table, f"{kernel}_regularizer") for kernel in kernels]
    if any(one != regularizers[0] for one in regularizers):
        raise table.refused("its kernels have regularizers of their own, a spec has one for both")
    options += regularizers[0]
    starts = {start(table, f"{kernel}_initializer") for kernel in kernels}
    word = starts.pop() if len(starts) == 1 else ""
    if word not in ("", _KERAS_START):
        options.append(f"init={word}")
    start(table, "bias_initializer", "zeros")
    for what in (*kernels, "bias"):
        table.none(f"{what}_constraint")
    table.none("bias_regularizer", "activity_regularizer")
    activation = _activation(table)
    return f"{words}({', '.join(options)}){'' if activation == 'linear' else f' {activation}'}"


def _activation(table: ConfigTable) -> str:
    value = table.take("activation")
    if value is None:
        return "linear"
    if not isinstance(value, str) or value not in ACTIVATIONS:
        raise table.refused(f"its activation is {shown(value)}, and there is no word for that")
    return value


def _pool(word: str) -> Callable[[ConfigTable], str]:
    def write(table: ConfigTable) -> str:
        table.expect("data_format", "channels_last")
        return f"{word} {_window(table, 'pool_size')}"

    return write


def _global(word: str) -> Callable[[ConfigTable], str]:
    def write(table: ConfigTable) -> str:
        table.expect("data_format", "channels_last")
        table.off("keepdims")
        return word

    return write


def _flatten(table: ConfigTable) -> str:
    table.expect("data_format", "channels_last")
    return "flatten"


def _reshape(table: ConfigTable) -> str:
    shape = table.take("target_shape")
    if not isinstance(shape, list) or not 1 <= len(shape) <= 8:  # noqa: PLR2004 - axes of an array
        raise table.refused("its target_shape is not a list of sizes")
    if not all(type(size) is int and 1 <= size <= 10_000_000 for size in shape):  # noqa: PLR2004 - as in the language
        raise table.refused("its target_shape has a size that is left open")
    return f"reshape {'x'.join(map(str, shape))}"


def _bn(table: ConfigTable) -> str:
    table.off("synchronized", "renorm")
    table.none("renorm_clipping")
    table.leave(("renorm_momentum",))
    start(table, "moving_mean_initializer", "zeros")
    start(table, "moving_variance_initializer", "ones")
    return f"bn({_normal(table)}, momentum={table.number('momentum')})"


def _ln(table: ConfigTable) -> str:
    table.off("rms_scaling")
    return f"ln({_normal(table)})"


def _normal(table: ConfigTable) -> str:
    table.expect("axis", *_LAST_AXES)
    for what, usual in (("beta", "zeros"), ("gamma", "ones")):
        start(table, f"{what}_initializer", usual)
        table.none(f"{what}_regularizer", f"{what}_constraint")
    scale, offset = table.flag("scale"), table.flag("center")
    return f"scale={scale}, offset={offset}, epsilon={table.number('epsilon')}"


def _drop(table: ConfigTable) -> str:
    table.none("noise_shape")
    return f"drop {table.number('rate')}"


def _sdrop(table: ConfigTable) -> str:
    table.expect("data_format", "channels_last")
    return f"sdrop {table.number('rate')}"


def _noise(table: ConfigTable) -> str:
    return f"noise {table.number('stddev')}"


def _scale(table: ConfigTable) -> str:
    table.expect("offset", 0.0, 0)
    value = table.take("scale")
    divisor = divisor_of(value) if is_number(value) else None
    if divisor is None:
        raise table.refused(f"scale={shown(value)} can't be written as 'scale / N'")
    return f"scale / {write_number(divisor)}"


def _norm(table: ConfigTable) -> str:
    table.expect("axis", *_LAST_AXES)
    table.off("invert")
    table.none("mean", "variance")
    return "norm"


def _softmax(table: ConfigTable) -> str:
    table.expect("axis", *_LAST_AXES)
    return "softmax"


def _relu(table: ConfigTable) -> str:
    options = [f"{key}={table.number(key)}" for key in ("negative_slope", "threshold")]
    most = table.take("max_value")
    if most is not None:
        if not is_number(most):
            raise table.refused(f"max_value={shown(most)} is not a number")
        options.append(f"max_value={write_number(most)}")
    is_plain = options == ["negative_slope=0", "threshold=0"]
    return "relu" if is_plain else f"relu({', '.join(options)})"


def _leaky(table: ConfigTable) -> str:
    return f"leaky_relu(negative_slope={table.number('negative_slope')})"


def _elu(table: ConfigTable) -> str:
    return f"elu(alpha={table.number('alpha')})"


_WRITERS: dict[str, Callable[[ConfigTable], str]] = {
    "Activation": _activation,
    "AveragePooling2D": _pool("avg"),
    "BatchNormalization": _bn,
    "Conv2D": _conv,
    "Dense": _dense,
    "Dropout": _drop,
    "ELU": _elu,
    "Flatten": _flatten,
    "GaussianNoise": _noise,
    "GlobalAveragePooling2D": _global("gavg"),
    "GlobalMaxPooling2D": _global("gmax"),
    "LayerNormalization": _ln,
    "LeakyReLU": _leaky,
    "MaxPooling2D": _pool("max"),
    "Normalization": _norm,
    "ReLU": _relu,
    "Rescaling": _scale,
    "Reshape": _reshape,
    "SeparableConv2D": _sepconv,
    "Softmax": _softmax,
    "SpatialDropout1D": _sdrop,
    "SpatialDropout2D": _sdrop,
}
