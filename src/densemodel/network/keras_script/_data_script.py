"""The part of a Keras script that describes, splits and prepares the data."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from densemodel.network.builder._build import table_of
from densemodel.network.keras_script._call_text import (
    INDENT,
    joined,
    number_text,
    spread,
    string_text,
)
from densemodel.network.keras_script._model_script import adapted_layers, target_code
from densemodel.network.keras_script._table_script import is_number_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.data import Task
    from densemodel.language import Spec

_NOT_BY_KERAS = (
    "# Keras's own validation_split would take the last rows, which is wrong if x is sorted."
)


def data_code(spec: Spec, task: Task, *, can_stratify: bool = True) -> str:
    """Describe the data, drop columns, and split rows.

    `can_stratify` says whether sklearn can: each class has two rows or more.
    """
    split = _split(spec, task, can_stratify=can_stratify)
    filled = _encoded(spec) if spec.takes_table else _filled(spec)
    return "\n".join([*_prepared(spec, task), *split, *filled, *target_code(spec, task)])


def learning_lines(spec: Spec, task: Task, *, is_trained: bool) -> Iterator[str]:
    """Adapt layers and weight classes by the training rows."""
    for name, is_first in [] if is_trained else adapted_layers(spec):
        inputs = "inputs" if spec.takes_table else "model.inputs"
        before = f"keras.Model({inputs}, {name}.input).predict(x_train)"
        yield f"{name}.adapt({'x_train' if is_first else before})"
    if has_class_weights(spec, task):
        found = "y_train.argmax(axis=1)" if task.kind == "classes" else "np.ravel(y_train)"
        yield "# Each class counts equally: predicted probabilities shift towards rare classes."
        yield f"labels = {'y_train' if _has_class_numbers(task) else found}"
        yield "classes = np.unique(labels)"
        yield 'weights = compute_class_weight("balanced", classes=classes, y=labels)'
        yield "class_weight = dict(zip(classes, weights))"


def _description_of_y(spec: Spec, task: Task) -> str:
    columns = ", ".join(str(length) for length in ("n", *spec.output_shape))
    if _has_class_numbers(task):
        return f"the class of each row, a whole number from 0 to {spec.output_shape[-1] - 1}: (n,)"
    what = {
        "classes": "one column per class, 1 for the true one, as from to_categorical",
        "binary": "0 or 1",
        "labels": "columns of 0 and 1",
        "regression": "the numbers to predict",
    }[task.kind]
    return f"{what}: ({columns})"


def _has_class_numbers(task: Task) -> bool:
    names = {"SparseCategoricalCrossentropy", "CategoricalGeneralizedCrossEntropy"}
    return task.kind == "classes" and task.loss.name in names


def _prepared(spec: Spec, task: Task) -> Iterator[str]:
    settings = spec.settings
    has_groups = settings.split is not None and settings.split_way == "by"
    groups = (settings.split_column or "",) if has_groups else ()
    if spec.takes_table:
        yield from _prepared_table(spec, task, groups)
        return
    dropped = tuple(dict.fromkeys([*groups, *settings.without]))
    sizes = ", ".join(str(length) for length in ("n", *spec.input_shape))
    what = "a DataFrame; the columns not dropped below are numbers" if dropped else "numbers"
    yield f"# Put your data here. x_train, {what}: ({sizes})"
    yield f"# y_train, {_description_of_y(spec, task)}"
    if has_groups:
        yield f"groups = x_train[{string_text(dropped[0])}].to_numpy()"
    if dropped:
        columns = joined("columns=[", [*map(string_text, dropped)], "]")
        yield joined("x_train = x_train.drop(", [columns])
        yield 'x_train = x_train.to_numpy("float32")'
    if settings.missing == "drop":
        axes = tuple(range(1, len(spec.input_shape) + 1))
        axis = str(axes[0]) if len(axes) == 1 else repr(axes)
        yield f"complete = ~np.isnan(x_train).any(axis={axis})"
        yield "x_train, y_train = x_train[complete], y_train[complete]"
        if has_groups:
            yield "groups = groups[complete]"


def _prepared_table(spec: Spec, task: Task, groups: tuple[str, ...]) -> Iterator[str]:
    yield "# Put your data here. x_train, a DataFrame that has the columns read above"
    yield f"# y_train, an array: {_description_of_y(spec, task)}"
    if groups:
        # an encoding has all names as text
        frame = "x_train.rename(columns=str)" if is_number_text(groups[0]) else "x_train"
        yield f"groups = {frame}[{string_text(groups[0])}].to_numpy()"
    if spec.settings.missing == "drop":
        names = spread("[", map(string_text, table_of(spec).names), "]")
        frame = (
            "x_train.rename(columns=str)"
            if any(map(is_number_text, table_of(spec).names))
            else "x_train"
        )
        # a comma after the list would make a tuple of it
        yield f"known = {frame}[\n{textwrap.indent(names, INDENT)}\n].notna()"
        yield "complete = known.all(axis=1).to_numpy()"
        yield "x_train, y_train = x_train[complete], y_train[complete]"
        if groups:
            yield "groups = groups[complete]"


def _encoded(spec: Spec) -> Iterator[str]:
    """Make the inputs of the model from the frames."""
    yield "x_train = columns(x_train)"
    if spec.settings.split is not None:
        yield "x_val = columns(x_val)"


def _split(spec: Spec, task: Task, *, can_stratify: bool) -> Iterator[str]:
    settings = spec.settings
    if settings.split is None:
        return
    if settings.split_way == "by":
        yield "# Whole groups are held out, so that no group has rows on both sides."
        share = number_text(settings.split)
        arguments = ["n_splits=1", f"test_size={share}", f"random_state={settings.seed}"]
        yield joined("splitter = GroupShuffleSplit(", arguments)
        yield "train, val = next(splitter.split(x_train, groups=groups))"
        rows = "x_train.iloc" if spec.takes_table else "x_train"
        yield f"x_val, y_val = {rows}[val], y_train[val]"
        yield f"x_train, y_train = {rows}[train], y_train[train]"
        return
    items = ["x_train", "y_train", f"test_size={number_text(settings.split)}"]
    if settings.split_way == "last":
        yield "# The last rows are the validation rows."
        items.append("shuffle=False")
    else:
        has_classes = task.kind in ("classes", "binary")
        is_stratified = has_classes and can_stratify
        note = ", with the share of each class kept" if is_stratified else ""
        yield f"# The validation rows are drawn at random{note}."
        yield _NOT_BY_KERAS
        items.append(f"random_state={settings.seed}")
        if is_stratified:
            yield "# If a class has a single row, leave stratify out: sklearn can't split it."
            items.append("stratify=y_train")
        elif has_classes:
            yield "# Not stratified: sklearn can't split a class that has a single row."
    yield joined("x_train, x_val, y_train, y_val = train_test_split(", items)


def _filled(spec: Spec) -> Iterator[str]:
    if spec.settings.missing != "fill":
        return
    yield "# Gaps are filled with the median of their column in the training rows."
    yield "median = np.nanmedian(x_train, axis=0)"
    yield "x_train = np.where(np.isnan(x_train), median, x_train)"
    if spec.settings.split is not None:
        yield "x_val = np.where(np.isnan(x_val), median, x_val)"


def has_class_weights(spec: Spec, task: Task) -> bool:
    """Whether the fit takes `class_weight`: only if each row has one class."""
    return spec.settings.weights == "balanced" and task.kind in ("classes", "binary")
