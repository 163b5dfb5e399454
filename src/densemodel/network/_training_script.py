"""The part of a Keras script that splits the data and trains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.network._layout import Group, lay_out

if TYPE_CHECKING:
    from densemodel.data import Task
    from densemodel.spec import Spec

SHORT_FIT = 4
"With as many arguments the fit stands on one line."

_OF_CLASS_NUMBERS = {"SparseCategoricalCrossentropy", "CategoricalGeneralizedCrossEntropy"}

_SPLIT_COMMENT = (
    "# The validation rows are drawn by chance{kept}.\n"
    "# Keras's own validation_split would take the last rows, which goes wrong if x is sorted.\n"
)


def training_imports(spec: Spec) -> list[str]:
    """The import lines of the whole script, sorted as a formatter sorts them."""
    standard = ["import math", ""] if spec.settings.steps is not None else []
    split = ["from sklearn.model_selection import train_test_split"]
    return [*standard, "import keras", *(split if spec.settings.split is not None else [])]


def training_code(spec: Spec, task: Task) -> str:
    """Describe the data, hold rows back, and fit."""
    parts = [_data_comment(spec, task)]
    if spec.settings.split is not None:
        parts[0] += "\n" + _split_code(spec, task)
    if spec.settings.steps is not None:
        parts.append(_steps_code(spec))
    joint = "\n\n" if spec.settings.steps is not None else "\n"
    return joint.join(parts) + joint + lay_out(_fit_call(spec), before="history = ")


def _data_comment(spec: Spec, task: Task) -> str:
    columns = ", ".join(str(length) for length in ("n", *spec.output_shape))
    if task.kind == "classes" and task.loss.name in _OF_CLASS_NUMBERS:
        y = f"the class of each row, a whole number from 0 to {spec.output_shape[-1] - 1}: (n,)"
    else:
        what = {
            "classes": "one column a class, 1 for the right one",
            "binary": "0 or 1",
            "labels": "columns of 0 and 1",
            "regression": "the numbers to guess",
        }[task.kind]
        y = f"{what}: ({columns})"
    x = ", ".join(str(length) for length in ("n", *spec.input_shape))
    return f"# Put your data here. x_train, numbers: ({x})\n# y_train, {y}"


def _split_code(spec: Spec, task: Task) -> str:
    settings = spec.settings
    by_class = task.kind in ("classes", "binary")
    items = [
        ("", "x_train"),
        ("", "y_train"),
        ("test_size=", repr(settings.split)),
        ("random_state=", repr(settings.seed)),
    ]
    if by_class:
        items.append(("stratify=", "y_train"))
    call = Group("train_test_split(", tuple(items))
    kept = ", with the share of each class kept" if by_class else ""
    names = "x_train, x_val, y_train, y_val = "
    return _SPLIT_COMMENT.format(kept=kept) + lay_out(call, before=names)


def _steps_code(spec: Spec) -> str:
    settings = spec.settings
    return (
        f"steps_per_epoch = math.ceil(len(x_train) / {settings.batch})\n\n\n"
        "def stop_after_steps(batch, logs):\n"
        f'    """End the training after {settings.steps} steps, be it amid an epoch."""\n'
        f"    if int(model.optimizer.iterations) >= {settings.steps}:\n"
        "        model.stop_training = True\n"
    )


def _fit_call(spec: Spec) -> Group:
    settings = spec.settings
    steps = settings.steps
    epochs = f"math.ceil({steps} / steps_per_epoch)" if steps is not None else settings.epochs
    items: list[tuple[str, Group | str]] = [
        ("", "x_train"),
        ("", "y_train"),
        ("batch_size=", str(settings.batch)),
        ("epochs=", str(epochs)),
    ]
    if settings.split is not None:
        items.append(("validation_data=", "(x_val, y_val)"))
    callbacks = _callbacks(spec)
    if callbacks:
        items.append(("callbacks=", Group("[", tuple(("", call) for call in callbacks), "]")))
    return Group("model.fit(", tuple(items), spread=len(items) > SHORT_FIT)


def _callbacks(spec: Spec) -> list[Group]:
    settings = spec.settings
    callbacks = []
    if settings.split is not None and settings.patience is not None:
        callbacks.append(
            Group(
                "keras.callbacks.EarlyStopping(",
                (
                    ("monitor=", '"val_loss"'),
                    ("patience=", str(settings.patience)),
                    ("restore_best_weights=", "True"),
                ),
            )
        )
    if settings.steps is not None:
        name = "keras.callbacks.LambdaCallback("
        callbacks.append(Group(name, (("on_train_batch_end=", "stop_after_steps"),)))
    return callbacks
