"""The part of a Keras script that trains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from densemodel.language import CLAUSES, PlateauSchedule, fitting
from densemodel.network.keras_script._call_text import joined, names_used, number_text
from densemodel.network.keras_script._data_script import has_class_weights, learning_lines
from densemodel.network.keras_script._model_script import has_target_norm

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from densemodel.data import Task
    from densemodel.language import Schedule, Settings, Spec


@dataclass(frozen=True, slots=True)
class CallbackCode:
    """One callback."""

    call: str
    setting: str = ""
    "A line to run before; empty if none."
    functions: tuple[str, ...] = ()
    "Its functions, each a whole `def`."


def callbacks_code(spec: Spec) -> Iterator[CallbackCode]:
    """All callbacks for the clauses of a spec."""
    settings = spec.settings
    yield from _schedule(spec)
    # validation with averaged weights, if the optimizer has them
    if dict(settings.optimizer.arguments).get("use_ema") and settings.split is not None:
        yield CallbackCode("keras.callbacks.SwapEMAWeights(swap_on_epoch=True)")
    if settings.split is not None and settings.patience is not None:
        patience = f"patience={patience_text(spec)}"
        arguments = ['monitor="val_loss"', patience, "restore_best_weights=True"]
        yield CallbackCode(joined("keras.callbacks.EarlyStopping(", arguments))
    is_counted = settings.steps is not None or settings.every is not None
    if is_counted and not (settings.every is not None and ends_with_evaluation(settings)):
        what = planned_steps(spec)
        epochs = "all" if "epochs" in spec.default_lengths else settings.epochs
        length = f"{what} steps" if settings.steps is not None else f"{epochs} epochs"
        yield _stop(
            "stop_after_steps",
            f"Stop training after {length}, even within an epoch.",
            f"int(model.optimizer.iterations) >= {what}",
        )
    if settings.minutes is not None:
        minutes = number_text(settings.minutes).removesuffix(".0")
        yield _stop(
            "stop_after_minutes",
            f"Stop training after this many minutes: {minutes}.",
            f"time.monotonic() - started >= {minutes} * 60",
            "started = time.monotonic()",
        )


def _stop(name: str, docstring: str, condition: str, setting: str = "") -> CallbackCode:
    function = (
        f"def {name}(batch, logs):\n"
        f'    """{docstring}"""\n'
        f"    if {condition}:\n"
        "        model.stop_training = True"
    )
    return CallbackCode(_lambda("on_train_batch_end", name), setting, (function,))


def planned_steps(spec: Spec) -> str:
    """The number of steps, as an expression."""
    if spec.settings.steps is not None:
        return str(spec.settings.steps)
    return f"{epochs_text(spec)} * steps_per_epoch"


def epochs_text(spec: Spec) -> str:
    """The number of epochs, or the variable that `length_lines` sets."""
    return "epochs" if "epochs" in spec.default_lengths else str(spec.settings.epochs)


def patience_text(spec: Spec) -> str:
    """The patience: a number, or the variable that `length_lines` sets."""
    settings = spec.settings
    if "patience" not in spec.default_lengths:
        return str(settings.patience)
    return "patience" if settings.every is None else str(fitting("patience", settings.every))


def length_lines(names: Iterable[str]) -> Iterator[str]:
    """Set default epochs and patience, where the script names them, by the steps of an epoch."""
    for word in ("epochs", "patience"):
        if word in names:
            clause = CLAUSES[word]
            yield (
                f"{word} = max({clause.default}, math.ceil({clause.least_steps} / steps_per_epoch))"
            )


def ends_with_evaluation(settings: Settings) -> bool:
    """Whether the last evaluation of `every` ends the training."""
    return settings.steps is not None and settings.steps % (settings.every or 1) == 0


def _schedule(spec: Spec) -> Iterator[CallbackCode]:
    settings = spec.settings
    schedule = settings.schedule
    if schedule is None:
        return
    if isinstance(schedule, PlateauSchedule):
        factor, patience = schedule.reduction
        # without validation rows it monitors the training loss
        loss = "val_loss" if settings.split is not None else "loss"
        arguments = [f'monitor="{loss}"', f"factor={number_text(factor)}", f"patience={patience}"]
        yield CallbackCode(joined("keras.callbacks.ReduceLROnPlateau(", arguments))
        return
    docstring, *body = _rate_code(spec, schedule)
    if schedule.power_of and settings.every is None:
        rate = f"lambda epoch: {body[0]}"
        yield CallbackCode(joined("keras.callbacks.LearningRateScheduler(", [rate]))
        return
    if schedule.power_of:
        body = ["epoch = step // steps_per_epoch", f"return {body[0]}"]
    learning_rate = "\n    ".join(["def learning_rate(step):", f'"""{docstring}"""', *body])
    setter = (
        "def set_learning_rate(batch, logs):\n"
        '    """Set the learning rate of the next step."""\n'
        "    step = int(model.optimizer.iterations)\n"
        "    model.optimizer.learning_rate = learning_rate(step)"
    )
    call = _lambda("on_train_batch_begin", "set_learning_rate")
    yield CallbackCode(call, functions=(learning_rate, setter))


def _rate_code(spec: Spec, schedule: Schedule) -> list[str]:
    """The docstring and the lines of the function from the step, or epoch, to the rate."""
    steps = planned_steps(spec)
    fields = {"planned_steps": steps if steps.isdecimal() else f"({steps})"}
    for part in schedule.parts():
        fields[part.name] = number_text(getattr(schedule, part.name) or 0)
    return [line.format(**fields) for line in schedule.code()]


def _lambda(moment: str, function: str) -> str:
    return f"keras.callbacks.LambdaCallback({moment}={function})"


def training_code(spec: Spec, task: Task, data: str = "", *, is_trained: bool = False) -> str:
    """Prepare the data, by these lines if they are right before, and fit.

    With `is_trained` the layers `norm` are adapted already.
    """
    callbacks = [*callbacks_code(spec)]
    functions = [function for callback in callbacks for function in callback.functions]
    fit = "\n".join(
        [
            *(callback.setting for callback in callbacks if callback.setting),
            *_left_out(spec, task),
            *_rows(spec),
            joined("history = model.fit(", _fit_arguments(spec, task, callbacks)),
        ]
    )
    learning = learning_lines(spec, task, is_trained=is_trained)
    before = "\n".join(filter(None, [data, *learning]))
    lengths = [*length_lines(names_used("\n".join([*functions, fit])))]
    if "steps_per_epoch" in names_used("\n".join([*lengths, *functions, fit])):
        per_epoch = f"steps_per_epoch = math.ceil(len({_rows_of(spec)}) / {spec.settings.batch})"
        before = "\n\n".join(filter(None, [before, "\n".join([per_epoch, *lengths])]))
    # two blank lines around a function
    return ("\n\n\n" if functions else "\n").join(filter(None, [before, *functions, fit]))


def _left_out(spec: Spec, task: Task) -> Iterator[str]:
    settings = spec.settings
    if settings.repeat > 1:
        seeds = [str(settings.seed + number) for number in range(1, settings.repeat)]
        yield f"# Not in this script: training again with {_listed(seeds)}."
    if settings.split is not None and settings.patience is None:
        yield "# Not in this script: restoring the weights of the best epoch at the end."
    if settings.weights is not None and not has_class_weights(spec, task):
        yield "# Not in this script: weights of classes, because a row is not of one class."
    if settings.target_norm and not has_target_norm(spec, task):
        yield "# Not in this script: target norm, because y does not hold numbers to predict."
    if settings.every is not None and settings.split is None:
        yield "# To evaluate test rows during training, give fit validation_data=(x_test, y_test)."


def _listed(seeds: list[str]) -> str:
    """Seeds in words: 'seed 1', 'the seeds 1 and 2', 'the seeds 1 to 9'."""
    if len(seeds) == 1:
        return f"seed {seeds[0]}"
    joint = "and" if len(seeds) == 2 else "to"  # a pair
    return f"the seeds {seeds[0]} {joint} {seeds[-1]}"


def _rows_of(spec: Spec) -> str:
    """What has the length of the training rows: the columns of a table are a dict."""
    return "y_train" if spec.takes_table else "x_train"


def _rows(spec: Spec) -> Iterator[str]:
    settings = spec.settings
    if settings.every is None:
        return
    yield f"# Keras validates at the end of an epoch, so an epoch is {settings.every} steps here."
    sliced = "tf.data.Dataset.from_tensor_slices((x_train, y_train))"
    yield f"rows = {sliced}.shuffle(len({_rows_of(spec)}))"
    yield f"rows = rows.batch({settings.batch}).repeat()"


def _fit_arguments(spec: Spec, task: Task, callbacks: list[CallbackCode]) -> list[str]:
    items = [*_length(spec)]
    if spec.settings.split is not None:
        items.append("validation_data=(x_val, y_val)")
    if has_class_weights(spec, task):
        items.append("class_weight=class_weight")
    if callbacks:
        items.append(joined("callbacks=[", [callback.call for callback in callbacks], "]"))
    return items


def _length(spec: Spec) -> Iterator[str]:
    settings, steps = spec.settings, planned_steps(spec)
    if settings.every is not None:
        yield "rows"
        yield "shuffle=False"  # Keras warns that it leaves a dataset as it is
        yield f"steps_per_epoch={settings.every}"
        even = str((settings.steps or 0) // settings.every)
        evaluations = f"math.ceil({steps} / {settings.every})"
        yield f"epochs={even if ends_with_evaluation(settings) else evaluations}"
        return
    yield "x_train"
    yield "y_train"
    yield f"batch_size={settings.batch}"
    counted = f"math.ceil({steps} / steps_per_epoch)"
    yield f"epochs={counted if settings.steps is not None else epochs_text(spec)}"
