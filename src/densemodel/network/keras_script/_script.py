"""A Keras script that runs without densemodel, and one that loads trained weights."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from densemodel.data import choose_task
from densemodel.errors import SpecError, with_call_hints
from densemodel.language import as_spec
from densemodel.network.builder._build import table_of
from densemodel.network.keras_script._call_text import INDENT, WIDTH, import_lines, string_text
from densemodel.network.keras_script._data_script import data_code
from densemodel.network.keras_script._model_script import has_target_norm, model_code
from densemodel.network.keras_script._own_metrics import own_metrics
from densemodel.network.keras_script._table_script import table_functions
from densemodel.network.keras_script._training_script import training_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from densemodel.data import TargetScale, Task
    from densemodel.language import Spec


@with_call_hints
def keras_code(
    spec: Spec | str,
    task: Task | None = None,
    *,
    class_counts: Sequence[int] = (),
    model: Any = None,
) -> str:
    """Write a script that builds, compiles and fits the model of a spec with only Keras.

    Args:
        spec: The spec, or its text.
        task: Loss and metrics; None to choose them by the last layer.
        class_counts: Rows of each class, if known: sklearn can't split a single row.
        model: A compiled model of the spec, for its own metrics.

    Returns:
        Python code that takes `x_train` and `y_train`, described in a comment. For `table` x_train
        is a frame of pandas.

    Raises:
        SpecError: The text is not a spec, or has `auto`, choices, or a `table` without data.

    Example:
        >>> print(keras_code(parse("784 -> 50 relu -> 10 softmax")))
        # 784 -> 50 relu -> 10 softmax
        import keras
        ...
    """
    spec = as_spec(spec)
    refuse_what_is_open(spec)
    task = task or choose_task(spec)
    data = data_code(spec, task, can_stratify=1 not in class_counts)
    metrics, lost = (None, []) if model is None else own_metrics(model, task)
    made = model_code(spec, task, metrics, lost)
    if has_target_norm(spec, task):  # a layer needs numbers of the data
        training = training_code(spec, task)
        between = "\n\n\n" if training.startswith("def ") else "\n\n"
        code = f"{data}\n\n{made}{between}{training}\n"
    else:
        code = f"{made}\n\n{training_code(spec, task, data)}\n"
    return _whole(spec, code)


def _whole(spec: Spec, code: str) -> str:
    """The script: its title, its imports, and the functions of a table before the code."""
    functions = table_functions(table_of(spec)) if spec.takes_table else ""
    between = "\n\n\n" if functions else "\n\n"
    imports = import_lines(f"{functions}\n{code}")
    return f"{title(spec)}{between.join(filter(None, [imports, functions, code]))}"


def refuse_what_is_open(spec: Spec) -> None:
    """Refuse a spec with `auto`, choices, or a `table` without data."""
    if spec.choices:
        raise SpecError(
            f"a script is for one network, and this spec has {spec.trial_count:,}: write "
            "keras_code(next(spec.expand())) for the first of them"
        )
    if "table" in spec.needs:
        raise SpecError(
            "a script needs the columns, and 'table' takes them from the data: ask for the code "
            "of a model that has its data"
        )
    if "auto" in spec.needs:
        raise SpecError(
            "a script needs sizes, and 'auto' takes them from the data: write the numbers, "
            "784 -> ... -> 10, or ask for the code of a model that has its data"
        )


def title(spec: Spec) -> str:
    """The spec as a comment, and what columns of a table it takes."""
    lines = textwrap.wrap(str(spec), WIDTH - 2, break_long_words=False, break_on_hyphens=False)
    if spec.takes_table:
        note = (
            "It reads clean columns: numbers, dates as datetime64, and strings, with None or NaN "
            "for missing values. Texts such as '$1,200', '12 %' or 'n/a' have to be read as these "
            "first."
        )
        lines += ["", *textwrap.wrap(note, WIDTH - 2)]
    return "".join(f"# {line}".rstrip() + "\n" for line in lines)


def trained_code(spec: Spec, task: Task, target: TargetScale | None, *, weights: str) -> str:
    """Write a script that builds and compiles a trained model with only Keras.

    Args:
        spec: The spec, with all its sizes.
        task: Loss and metrics.
        target: The numbers of `target norm`, if the spec has it.
        weights: The name of a `.weights.h5` file in the folder of the script; for `table` as the
            raw model saves it.

    Returns:
        Python code that makes `model`, with a function `train` that continues training in the same
        way.

    Raises:
        SpecError: The spec has `auto`, choices, or a `table` without data.
    """
    refuse_what_is_open(spec)
    # layers with numbers of the data are already made
    goes_on = replace(spec, clauses=tuple(c for c in spec.clauses if c.word != "target"))
    training = training_code(goes_on, task, data_code(goes_on, task), is_trained=True)
    training = training.replace("\n\n\n", "\n\n")
    place = f"Path(__file__).with_name({string_text(weights)})"
    weights_code = (
        f"# The trained weights are in a file beside this one.\nmodel.load_weights({place})"
    )
    # before compiling: Keras warns if the optimizer's state is not in the file
    model = model_code(spec, task, is_trained=True).replace(
        "\nmodel.compile(", f"\n{weights_code}\n\nmodel.compile(", 1
    )
    parts = [
        "\n".join([*_target(target), model]),
        f"\ndef train(x_train, y_train):\n{INDENT}# Continues from these weights.",
    ]
    code = "\n\n".join(parts) + "\n" + textwrap.indent(f"{training}\nreturn history\n", INDENT)
    return _whole(spec, code)


def _target(target: TargetScale | None) -> Iterator[str]:
    if target is None:
        return
    yield "# The model's last layer scales the outputs to the unit of y."
    for name, numbers in (("y_mean", target.mean), ("y_std", target.spread)):
        values = [float(number) for number in numbers]
        yield f"{name} = {values[0] if len(values) == 1 else values}"
