"""The part of a Keras script that makes and compiles the model, also by numbers of y."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from densemodel.language import KerasCall
from densemodel.network.keras_script._call_text import (
    INDENT,
    WIDTH,
    Group,
    call_text,
    lay_out,
    loss_text,
    metric_text,
    optimizer_text,
    string_text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    Piece: TypeAlias = "KerasCall | Rounds"
    from collections.abc import Iterator

    from densemodel.data import Task
    from densemodel.language import Spec
    from densemodel.network.keras_script._own_metrics import OwnMetrics


LISTED = 12
"Up to this many layers are listed without loops."

_FEWEST = 3
"The fewest rounds of a loop."

_TRIED = 40
"How many later places of a layer are tried as the start of the next round."


@dataclass(frozen=True, slots=True)
class Rounds:
    """The same layers, made several times."""

    count: int
    pieces: tuple[Piece, ...]


def fold(calls: Sequence[KerasCall]) -> tuple[Piece, ...]:
    """The same layers in the same order, with repeats as rounds if there are many layers.

    Args:
        calls: Layers in order.

    Returns:
        The calls if they are few or nothing repeats.
    """
    if len(calls) <= LISTED:
        return tuple(calls)
    # numbers are compared faster than calls
    numbers: dict[KerasCall, int] = {}
    kinds = [numbers.setdefault(call, len(numbers)) for call in calls]
    later = _later_places(kinds)
    pieces: list[Piece] = []
    place = 0
    while place < len(calls):
        length, count = _best_rounds(kinds, place, later)
        if count >= _FEWEST:
            pieces.append(Rounds(count, fold(calls[place : place + length])))
            place += length * count
        else:
            pieces.append(calls[place])
            place += 1
    return tuple(pieces)


def _later_places(kinds: list[int]) -> list[int]:
    """For each place the next one of the same kind; the list's length if there is none."""
    later = [len(kinds)] * len(kinds)
    seen: dict[int, int] = {}
    for place in range(len(kinds) - 1, -1, -1):
        later[place] = seen.get(kinds[place], len(kinds))
        seen[kinds[place]] = place
    return later


def _best_rounds(kinds: list[int], place: int, later: list[int]) -> tuple[int, int]:
    """Length and number of the rounds that begin here and cover most; (0, 0) if there are none."""
    best = (0, 0)
    following = place
    for _ in range(_TRIED):
        following = later[following]
        length = following - place
        if following + length > len(kinds):
            break
        count = _count(kinds, place, length)
        if count >= _FEWEST and count * length > best[0] * best[1]:
            best = length, count
    return best


def _count(kinds: list[int], place: int, length: int) -> int:
    """The number of repeats of this length from here."""
    stretch = kinds[place : place + length]
    count = 1
    while kinds[place + count * length : place + (count + 1) * length] == stretch:
        count += 1
    return count


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
    for name, measure in (("y_mean", "mean"), ("y_std", "std")):
        yield f"{name} = {_measured(spec, measure)}"


def _measured(spec: Spec, measure: str) -> str:
    """One number, or one for each column of y in a list."""
    if spec.output_shape[-1] == 1:
        return f"float(targets.{measure}())"
    axes = tuple(range(len(spec.output_shape)))
    return f"targets.{measure}(axis={axes[0] if len(axes) == 1 else axes}).tolist()"


def target_calls(spec: Spec, task: Task) -> list[KerasCall]:
    """The layer that ends the network, if there is one."""
    call = KerasCall("", "keras.layers.Rescaling(y_std, y_mean)")  # the numbers are variables
    return [call] if has_target_norm(spec, task) else []


_DEEP = 500
"With more layers Keras may exceed Python's recursion limit of 1,000."


def model_code(
    spec: Spec, task: Task, own: OwnMetrics | None = None, *, is_trained: bool = False
) -> str:
    """The part that makes the model; it needs `import keras` before it.

    Args:
        spec: The spec.
        task: The task.
        own: Metrics instead of those of the task.
        is_trained: Whether trained weights are loaded, with those of `norm`.
    """
    note = "" if is_trained else "  # learns from the training rows, below"
    seed = f"keras.utils.set_random_seed({spec.settings.seed})  # the seed of the weights"
    norms = [f"{name} = keras.layers.Normalization(){note}" for name, _ in adapted_layers(spec)]
    lines = [seed]
    if len(spec.layers) > _DEEP:  # Keras walks layers recursively
        limit = _DEEP * 4 + len(spec.layers)
        lines.append(f"sys.setrecursionlimit({limit})  # Keras recurses deeply here")
    lines += ["", *norms, *_network(spec, task), *_lost(own)]
    return "\n".join([*lines, _compile(spec, task, own), "model.summary()"])


def adapted_layers(spec: Spec) -> list[tuple[str, bool]]:
    """The Normalization layers: the variable of each, and whether it is the first layer."""
    places = [i for i, layer in enumerate(spec.layers) if layer.kind == "Normalization"]
    names = ["norm", *(f"norm_{number}" for number in range(2, len(places) + 1))]
    return [(name, place == 0) for name, place in zip(names, places, strict=False)]


def _network(spec: Spec, task: Task) -> list[str]:
    norms = (name for name, _ in adapted_layers(spec))
    # a layer that has a variable is a call of nothing but its name
    calls = [
        KerasCall("", next(norms)) if layer.kind == "Normalization" else layer.call
        for layer in spec.layers
    ]
    calls += target_calls(spec, task)
    source = Group("keras.Input(", (("shape=", repr(spec.input_shape)),))
    name = (("name=", string_text(spec.name)),) if spec.name else ()
    pieces = fold(calls)
    if not any(isinstance(piece, Rounds) for piece in pieces):
        layers = _list([source, *(_layer(call) for call in calls)])
        return [lay_out(Group("keras.Sequential(", (("", layers), *name)), before="model = ")]
    model = Group("keras.Sequential(", (("", "layers"), *name))
    first = lay_out(Group("[", (("", source),), "]"), before="layers = ")
    return [first, *_grown(pieces, 0), lay_out(model, before="model = ")]


def _grown(pieces: Sequence[Piece], depth: int) -> Iterator[str]:
    """Lines that build the list `layers`, with loops for repeats."""
    waiting: list[Group | str] = []
    for piece in pieces:
        if isinstance(piece, KerasCall):
            waiting.append(_layer(piece))
            continue
        yield from _added(waiting, depth)
        waiting = []
        yield f"{INDENT * depth}for _ in range({piece.count}):"
        yield from _grown(piece.pieces, depth + 1)
    yield from _added(waiting, depth)


def _added(layers: list[Group | str], depth: int) -> Iterator[str]:
    if len(layers) == 1:
        call = Group("layers.append(", (("", layers[0]),))
        yield INDENT * depth + lay_out(call, depth=depth)
    elif layers:
        yield INDENT * depth + lay_out(_list(layers), before="layers += ", depth=depth)


def _layer(call: KerasCall) -> Group | str:
    return call_text(call) if call.module else call.name


def _list(items: Sequence[Group | str]) -> Group:
    return Group("[", tuple(("", item) for item in items), "]", spread=True)


def _lost(own: OwnMetrics | None) -> list[str]:
    if own is None or not own.lost:
        return []
    what, it = ("metric", "it is") if len(own.lost) == 1 else ("metrics", "they are")
    said = f"Not in this script: the {what} {', '.join(own.lost)}, as {it} not Keras's own."
    return [f"# {line}" for line in textwrap.wrap(said, WIDTH - 2)]


def _compile(spec: Spec, task: Task, own: OwnMetrics | None) -> str:
    chosen = [metric_text(metric, task) for metric in task.metrics] if own is None else own.texts
    metrics = tuple(("", text) for text in chosen)
    arguments = (
        ("optimizer=", optimizer_text(spec.settings.optimizer)),
        ("loss=", loss_text(task.loss)),
        ("metrics=", Group("[", metrics, "]")),
    )
    return lay_out(Group("model.compile(", arguments, spread=True))
