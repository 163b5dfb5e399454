"""The part of a Keras script that trains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.network.script._callbacks_script import (
    CallbackCode,
    callbacks_code,
    epochs_text,
    length_lines,
    looks_come_out_even,
    planned_steps,
)
from densemodel.network.script._data_script import has_class_weights, learning_code
from densemodel.network.script._layout import Group, lay_out
from densemodel.network.script._script_imports import names_used
from densemodel.network.script._target_script import has_target_norm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.data import Task
    from densemodel.language import Settings, Spec

SHORT_FIT = 4
"With as many arguments the fit stands on one line."


def training_code(spec: Spec, task: Task, data: str = "", *, is_trained: bool = False) -> str:
    """Learn what is learned before the fit, and fit.

    Args:
        spec: The spec.
        task: What is learned.
        data: The lines that prepare the data, if they stand right before.
        is_trained: Whether `norm` has learned already.
    """
    callbacks = callbacks_code(spec)
    functions = [function for callback in callbacks for function in callback.functions]
    fit = "\n".join(
        [
            *(callback.setting for callback in callbacks if callback.setting),
            *_left_out(spec, task),
            *_rows(spec.settings),
            lay_out(_fit_call(spec, task, callbacks), before="history = "),
        ]
    )
    before = "\n".join(filter(None, [data, learning_code(spec, task, is_trained=is_trained)]))
    lengths = [*length_lines(names_used("\n".join([*functions, fit])))]
    if "steps_per_epoch" in names_used("\n".join([*lengths, *functions, fit])):
        per_epoch = f"steps_per_epoch = math.ceil(len(x_train) / {spec.settings.batch})"
        before = "\n\n".join(filter(None, [before, "\n".join([per_epoch, *lengths])]))
    # two blank lines stand around a function
    return ("\n\n\n" if functions else "\n").join(filter(None, [before, *functions, fit]))


def _left_out(spec: Spec, task: Task) -> Iterator[str]:
    """Say what the clauses ask for and the script does not do."""
    settings = spec.settings
    if settings.repeat > 1:
        seeds = [str(settings.seed + number) for number in range(1, settings.repeat)]
        yield f"# Not in this script: training again with {_listed(seeds)}."
    if settings.split is not None and settings.patience is None:
        yield "# Not in this script: the weights of the best epoch are taken at the end."
    if settings.weights is not None and not has_class_weights(spec, task):
        yield "# Not in this script: weights of classes, since a row is not of one class."
    if settings.target_norm and not has_target_norm(spec, task):
        yield "# Not in this script: target norm, since y is not made of numbers to guess."
    if settings.every is not None and settings.split is None:
        yield "# To look at test rows meanwhile, give fit validation_data=(x_test, y_test)."


def _listed(seeds: list[str]) -> str:
    """Seeds in words: 'seed 1', 'the seeds 1 and 2', 'the seeds 1 to 9'."""
    if len(seeds) == 1:
        return f"seed {seeds[0]}"
    joint = "and" if len(seeds) == 2 else "to"  # noqa: PLR2004 - a pair
    return f"the seeds {seeds[0]} {joint} {seeds[-1]}"


def _rows(settings: Settings) -> Iterator[str]:
    """The rows as an endless dataset, where an epoch of Keras is not one pass over them."""
    if settings.every is None:
        return
    yield f"# Keras validates at the end of an epoch, so an epoch is {settings.every} steps here."
    yield "rows = tf.data.Dataset.from_tensor_slices((x_train, y_train)).shuffle(len(x_train))"
    yield f"rows = rows.batch({settings.batch}).repeat()"


def _fit_call(spec: Spec, task: Task, callbacks: list[CallbackCode]) -> Group:
    settings = spec.settings
    items: list[tuple[str, Group | str]] = [*_length(spec)]
    if settings.split is not None:
        items.append(("validation_data=", "(x_val, y_val)"))
    if has_class_weights(spec, task):
        items.append(("class_weight=", "class_weight"))
    if callbacks:
        calls = tuple(("", callback.call) for callback in callbacks)
        items.append(("callbacks=", Group("[", calls, "]")))
    return Group("model.fit(", tuple(items), spread=len(items) > SHORT_FIT)


def _length(spec: Spec) -> Iterator[tuple[str, str]]:
    """What the fit trains on, and for how long."""
    settings, steps = spec.settings, planned_steps(spec)
    if settings.every is not None:
        yield "", "rows"
        yield "shuffle=", "False"  # Keras warns that it leaves a dataset as it is
        yield "steps_per_epoch=", str(settings.every)
        even = str((settings.steps or 0) // settings.every)
        looks = f"math.ceil({steps} / {settings.every})"
        yield "epochs=", even if looks_come_out_even(settings) else looks
        return
    yield "", "x_train"
    yield "", "y_train"
    yield "batch_size=", str(settings.batch)
    counted = f"math.ceil({steps} / steps_per_epoch)"
    yield "epochs=", counted if settings.steps is not None else epochs_text(spec)
