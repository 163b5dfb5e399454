"""The part of a Keras script that makes and compiles the model, also by numbers of y."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from densemodel.language import BASE, COLUMNS, KerasCall, parse
from densemodel.network.builder._build import table_of
from densemodel.network.from_keras._base_copy import with_copy
from densemodel.network.from_keras._repeats import repeats
from densemodel.network.keras_script._base_script import base_calls, base_lines, frozen_lines
from densemodel.network.keras_script._call_text import (
    INDENT,
    WIDTH,
    call_text,
    joined,
    metric_text,
    short_text,
    spread,
    string_text,
)
from densemodel.network.keras_script._table_script import encoded_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    Piece: TypeAlias = "KerasCall | Rounds"
    from collections.abc import Iterator

    from densemodel.data import Task
    from densemodel.language import Spec


@dataclass(frozen=True, slots=True)
class Rounds:
    """The same layers, made several times."""

    count: int
    pieces: tuple[Piece, ...]


def fold(calls: Sequence[KerasCall]) -> tuple[Piece, ...]:
    """The same layers in the same order, with repeats as rounds if there are many layers."""
    if len(calls) <= 12:
        return tuple(calls)
    return tuple(
        group[0] if count == 1 else Rounds(count, fold(group)) for count, group in repeats(calls)
    )


def has_target_norm(spec: Spec, task: Task) -> bool:
    """Whether the model ends with y's mean and spread: only for numbers to predict."""
    return spec.settings.target_norm and task.kind == "regression"


def target_code(spec: Spec, task: Task) -> Iterator[str]:
    """Measure y, before the model is made."""
    if not has_target_norm(spec, task):
        return
    yield "# The model's last layer scales the outputs to the unit of y."
    # float32 loses the mean of many rows
    yield 'targets = np.asarray(y_train, "float64")'
    axes = tuple(range(len(spec.output_shape)))
    axis = axes[0] if len(axes) == 1 else axes
    for name, measure in (("y_mean", "mean"), ("y_std", "std")):
        if spec.output_shape[-1] == 1:
            yield f"{name} = float(targets.{measure}())"
        else:
            yield f"{name} = targets.{measure}(axis={axis}).tolist()"


_DEEP = 500
"With more layers Keras may exceed Python's recursion limit of 1,000."


def model_code(
    spec: Spec,
    task: Task,
    metrics: Sequence[str] | None = None,
    lost: Sequence[str] = (),
    *,
    is_trained: bool = False,
) -> str:
    """The part that makes the model; it needs `import keras` before it.

    Args:
        spec: The spec.
        task: Its loss, and its metrics unless there are others.
        metrics: Instead of those of the task.
        lost: Names of metrics that can't be written.
        is_trained: Whether trained weights are loaded later, with those of `norm`.
    """
    spec = with_copy(spec)
    note = "" if is_trained else "  # learns from the training rows, below"
    seed = f"keras.utils.set_random_seed({spec.settings.seed})  # the seed of the weights"
    norms = [f"{name} = keras.layers.Normalization(){note}" for name, _ in adapted_layers(spec)]
    lines = [seed]
    if len(spec.layers) > _DEEP:  # Keras walks layers recursively
        limit = _DEEP * 4 + len(spec.layers)
        lines.append(f"sys.setrecursionlimit({limit})  # Keras recurses deeply here")
    lines += [
        "",
        *_base(spec, is_trained=is_trained),
        *norms,
        *_network(spec, task),
        *(_lost(lost) if lost else ()),
    ]
    if metrics is None:
        metrics = [metric_text(metric, task) for metric in task.metrics]
    arguments = (
        f"optimizer={short_text(spec.settings.optimizer)}",
        f"loss={short_text(task.loss)}",
        joined("metrics=[", metrics, "]"),
    )
    compiled = spread("model.compile(", arguments)
    return "\n".join([*lines, compiled, "model.summary()"])


def adapted_layers(spec: Spec) -> list[tuple[str, bool]]:
    """The Normalization layers: the variable of each, and whether it is the first layer."""
    places = [i for i, layer in enumerate(spec.layers) if layer.kind == "Normalization"]
    names = ["norm", *(f"norm_{number}" for number in range(2, len(places) + 1))]
    is_first = [place == 0 and not spec.takes_table for place in places]
    return list(zip(names, is_first, strict=False))


def _base(spec: Spec, *, is_trained: bool) -> Iterator[str]:
    base = spec.sized_base
    if base is None:
        return
    if base.layers and is_trained:
        layers = parse(base.layers)
        calls = [layer.call for layer in layers.layers]
        yield from _sequential(base.name, layers.input_shape, calls)
    else:
        yield from base_lines(base, is_trained=is_trained)
    yield from frozen_lines(base)


def _network(spec: Spec, task: Task) -> list[str]:
    norms = (name for name, _ in adapted_layers(spec))
    # a layer that has a variable is a call of nothing but its name
    calls = []
    for layer in spec.layers:
        if layer.kind == "Normalization":
            calls.append(KerasCall("", next(norms)))
        elif layer.kind == BASE and spec.base is not None:
            calls += [KerasCall("", text) for text in base_calls(spec.base)]
        elif layer.kind != COLUMNS:  # the columns have their own lines
            calls.append(layer.call)
    if has_target_norm(spec, task):  # the numbers are variables
        calls.append(KerasCall("", "keras.layers.Rescaling(y_std, y_mean)"))
    name = [f"name={string_text(spec.name)}"] if spec.name else []
    if spec.takes_table:
        return [*encoded_lines(table_of(spec)), "", *_called(fold(calls), name)]
    return _sequential("model", spec.input_shape, calls, name)


def _sequential(
    variable: str, shape: tuple[int, ...], calls: Sequence[KerasCall], name: Sequence[str] = ()
) -> list[str]:
    source, pieces = f"keras.Input(shape={shape!r})", fold(calls)
    if not any(isinstance(piece, Rounds) for piece in pieces):
        layers = spread("[", [source, *map(_layer, calls)], "]")
        return [spread(f"{variable} = keras.Sequential(", [layers, *name])]
    model = joined(f"{variable} = keras.Sequential(", ["layers", *name])
    return [f"layers = [{source}]", *_grown(pieces, 0), model]


def _called(pieces: Sequence[Piece], name: list[str]) -> Iterator[str]:
    """Call all layers on the encoded row."""
    if any(isinstance(piece, Rounds) for piece in pieces):
        yield "layers = []"
        yield from _grown(pieces, 0)
    else:
        calls = [_layer(piece) for piece in pieces if isinstance(piece, KerasCall)]
        yield spread("layers = [", calls, "]")
    yield "outputs = row"
    yield f"for layer in layers:\n{INDENT}outputs = layer(outputs)"
    yield joined("model = keras.Model(", ["inputs", "outputs", *name])


def _grown(pieces: Sequence[Piece], depth: int) -> Iterator[str]:
    """Lines that build the list `layers`, with loops for repeats."""
    waiting: list[str] = []
    for piece in pieces:
        if isinstance(piece, KerasCall):
            waiting.append(_layer(piece))
            continue
        yield from _added(waiting, depth)
        waiting = []
        yield f"{INDENT * depth}for _ in range({piece.count}):"
        yield from _grown(piece.pieces, depth + 1)
    yield from _added(waiting, depth)


def _added(layers: list[str], depth: int) -> Iterator[str]:
    if len(layers) == 1:
        yield textwrap.indent(joined("layers.append(", layers), INDENT * depth)
    elif layers:
        yield textwrap.indent(spread("layers += [", layers, "]"), INDENT * depth)


def _layer(call: KerasCall) -> str:
    return call_text(call) if call.module else call.name


def _lost(names: Sequence[str]) -> list[str]:
    what, it = ("metric", "it is") if len(names) == 1 else ("metrics", "they are")
    comment = f"Not in this script: the {what} {', '.join(names)}, as {it} not Keras's own."
    return [f"# {line}" for line in textwrap.wrap(comment, WIDTH - 2)]
