"""Layers, loss, schedule and data of a network as text, before training."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from densemodel.data import UNKNOWN, TableEncoding, choose_task_and_say
from densemodel.language import COLUMNS, schedule_sentence
from densemodel.widgets.charts._curve_data import log_name
from densemodel.widgets.panel._data_sentence import (
    as_sentence,
    data_sentence,
    finding_lines,
    folded_columns,
    guess_line,
    watch_lines,
)
from densemodel.wording import counted, enumerated, metric_words

if TYPE_CHECKING:
    from densemodel.data import Bound, Finding
    from densemodel.language import Base, KerasCall, Layer, Spec


def fact_lines(spec: Spec, bound: Bound | None, *, with_offers: bool = True) -> list[str]:
    """The lines on loss, schedule, repairs and data.

    With offers, what the data offers is among them; a panel says it above its button.
    """
    lines = _task_lines(spec, bound)
    steps = None
    if bound is not None and not bound.refusals:
        steps = ceil(bound.training_count / spec.settings.batch)
    # a plateau is one of the loss on these rows
    monitored = "training" if bound is not None and not bound.validation_count else "validation"
    schedule = schedule_sentence(spec, steps, monitored=monitored)
    lines += [schedule] if schedule else []
    lines += spec.notes
    if bound is not None:
        if not bound.refusals:
            lines += [data_sentence(bound), *watch_lines(bound)]
            lines += filter(None, [guess_line(bound)])
        # a panel has a tab of the columns
        found = folded_columns(bound) if with_offers else folded_columns(bound, most=0)
        shown = [one for one in found if with_offers or one.severity == "repair"]
        lines += finding_lines(shown, bound)
    return [*map(as_sentence, lines)]


def _task_lines(spec: Spec, bound: Bound | None) -> list[str]:
    """The line on loss and metrics; empty if the loss is unknown."""
    findings: tuple[Finding, ...] = ()
    if bound is None:
        task, findings = choose_task_and_say(spec)
    elif bound.task is UNKNOWN or any(f.where == "loss" for f in bound.refusals):
        return []
    else:
        task = bound.task
    measures = ", ".join(_words(metric) for metric in task.metrics)
    loss = f"Loss: {_words(task.loss)}, because {task.reason}. Measured: {measures}."
    return [loss, *finding_lines(findings, bound)]


def _words(call: KerasCall) -> str:
    """A Keras class in words: `sparse categorical crossentropy`, or its given name."""
    return metric_words(log_name(call))


PUT_IN = "put in"
"What stands for the words of a layer that no word of the text made."

_POOLS = {"MaxPooling2D": "the largest", "AveragePooling2D": "the mean"}
_GLOBAL_POOLS = {
    "GlobalMaxPooling2D": "the largest of each channel",
    "GlobalAveragePooling2D": "the mean of each channel",
}
_USUAL_PADDING = {"Conv2D": "same", "SeparableConv2D": "same"}
"A layer's padding in the language where none is said; `valid` elsewhere."


class _Window(NamedTuple):
    """The kernel or pooling window, with its stride and padding."""

    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    padding: str


def window_of(layer: Layer) -> tuple[int, ...] | None:
    """Height and width of the kernel or the pooling window; None for a layer without one."""
    window = _window(layer)
    return None if window is None else window.kernel


def layer_role(layer: Layer) -> str:
    """How a layer is drawn.

    Returns:
        "units" for Dense, "maps" for what gives an image, "vector" for what turns one into a
        vector, "pass" for a layer that passes on what it gets in the same shape.
    """
    if layer.kind == "Dense":
        return "units"
    if _window(layer) is None and layer.input_shape == layer.output_shape:
        return "pass"
    return "vector" if len(layer.output_shape) == 1 else "maps"


def table_words(spec: Spec) -> str:
    """`11 columns`, where the input is a table whose columns are known; else empty."""
    table = spec.table
    return counted(len(table.names), "column") if isinstance(table, TableEncoding) else ""


def encoding_words(spec: Spec) -> tuple[str, ...]:
    """What the first layer of a table gives: `13 numbers`, `12 embedded`, `48 bins`."""
    table = spec.table
    if not isinstance(table, TableEncoding):
        return ()
    bins, embedded = sum(column.bin_count for column in table.used), table.embedded
    if not bins and not embedded:
        return ()
    # these add up to the output of the layer
    vectors = f"{sum(one.outputs for one in embedded):,} embedded"
    words = counted(table.width - len(embedded), "number"), vectors, counted(bins, "bin")
    return tuple(one for one in words if not one.startswith("0 "))


def layer_words(layer: Layer, encodings: tuple[str, ...] = ()) -> tuple[str, tuple[str, ...]]:
    """A layer's first line in the diagram, and the lines below it.

    Args:
        layer: The layer.
        encodings: From `encoding_words`, for the first layer of a table.

    Example:
        >>> layer_words(parse("28x28x1 -> conv 8 5x5/2 relu").layers[0])
        ('conv 8', ('5 × 5, stride 2', 'relu'))
    """
    if layer.is_put_in:
        own = encodings if layer.kind == COLUMNS else ()
        return layer.kind.lower(), own or (PUT_IN,)
    base = base_of(layer)
    if base is not None:
        return base.title, (base.word,)
    arguments = dict(layer.call.arguments)
    activation = () if layer.activation is None else (layer.activation,)
    if layer.kind == "Dense":
        return f"{arguments['units']:,}", activation
    word, rest = _split_word(layer.text)
    window = _window(layer)
    if layer.kind == "Reshape":
        return word, (shape_words(layer.output_shape),)
    if window is None:
        return word, tuple(rest.split(", ")) if rest else ()
    filters = arguments.get("filters")
    head = word if filters is None else f"{word} {filters:,}"
    words = shape_words(window.kernel)
    if window.padding != _USUAL_PADDING.get(layer.kind, "valid"):
        words += f" {window.padding}"
    return head, (words + _stride_words(layer, window), *activation)


def base_of(layer: Layer) -> Base | None:
    """The trained model that a layer stands for; None of any other."""
    return layer.items[0].base if layer.items else None


def layer_sentence(layer: Layer, encodings: tuple[str, ...] = ()) -> str:
    """A layer in a sentence: for its tooltip, for a screen reader, and for the line below.

    The arguments are those of `layer_words`.

    Example:
        >>> layer_sentence(parse("784 -> 50 relu").layers[0])
        'Dense 50 relu: output 50, 39,250 parameters'
    """
    text = PUT_IN if layer.is_put_in else layer.text
    base = base_of(layer)
    named = f"{layer.kind} {text}" if layer.kind == "Dense" else f"{layer.kind} ({text})"
    named = named if base is None else f"{base.title}, {base.word}"
    does = enumerated(encodings) if layer.kind == COLUMNS else _action(layer)
    count = layer.parameter_count
    parameters = counted(count, "parameter") if count else "no parameters"
    if layer.trainable_count != count:
        parameters += f" ({layer.trainable_count:,} trainable)"
    output = f"output {shape_words(layer.output_shape)}, {parameters}"
    return f"{named}: {does}; {output}" if does else f"{named}: {output}"


def shape_words(sizes: tuple[int, ...], times: str = "×") -> str:
    """A shape as text: `28 × 28 × 1`."""
    return f" {times} ".join(f"{size:,}" for size in sizes)


def _window(layer: Layer) -> _Window | None:
    arguments = dict(layer.call.arguments)
    kernel = _pair(arguments.get("kernel_size", arguments.get("pool_size")))
    if kernel is None:
        return None
    rests = (1, 1) if "kernel_size" in arguments else kernel
    stride = _pair(arguments.get("strides")) or rests
    return _Window(kernel, stride, str(arguments.get("padding", "valid")))


def _pair(sizes: object) -> tuple[int, ...] | None:
    if isinstance(sizes, int):
        return (sizes, sizes)
    return sizes if isinstance(sizes, tuple) else None


def _stride_words(layer: Layer, window: _Window) -> str:
    usual = window.kernel if layer.kind in _POOLS else (1, 1)
    if window.stride == usual:
        return ""
    high, wide = window.stride
    return f", stride {high}" if high == wide else f", stride {shape_words(window.stride)}"


def _action(layer: Layer) -> str:
    """What a layer does to an image; empty if its name says it all."""
    window = _window(layer)
    if window is None:
        return _GLOBAL_POOLS.get(layer.kind, "")
    size = shape_words(window.kernel)
    stride = _stride_words(layer, window)
    if layer.kind in _POOLS:
        padding = ", padding same" if window.padding == "same" else ""
        return f"{_POOLS[layer.kind]} of each {size}{stride}{padding}"
    filters = dict(layer.call.arguments).get("filters")
    return f"{counted(int(str(filters)), 'filter')} of {size}{stride}, padding {window.padding}"


def _split_word(text: str) -> tuple[str, str]:
    """Split `drop 0.25` or `bn(scale=off)` into the word and the rest."""
    for place, letter in enumerate(text):
        if letter in " (":
            rest = text[place + 1 :]
            return text[:place], rest.removesuffix(")") if letter == "(" else rest
    return text, ""
