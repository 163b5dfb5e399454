"""A Keras script that runs without densemodel and builds and trains the same model."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from densemodel.data import choose_task
from densemodel.errors import SpecError
from densemodel.language import as_spec
from densemodel.network.script._data_script import data_code
from densemodel.network.script._layout import WIDTH
from densemodel.network.script._model_script import model_code
from densemodel.network.script._own_metrics import own_metrics
from densemodel.network.script._script_imports import import_lines
from densemodel.network.script._target_script import has_target_norm
from densemodel.network.script._training_script import training_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data import Task
    from densemodel.language import Spec
    from densemodel.network.script._own_metrics import OwnMetrics


def keras_code(
    spec: Spec | str,
    task: Task | None = None,
    *,
    class_counts: Sequence[int] = (),
    model: Any = None,
) -> str:
    """Write a script that builds, compiles and fits the model of a spec with Keras alone.

    Args:
        spec: The spec, or its text.
        task: Loss and metrics; None to choose them by the last layer.
        class_counts: Rows of each class, if they are known: sklearn can't share out a single row.
        model: A compiled model of the spec, whose own metrics stand in place of the task's.

    Returns:
        Python text. It takes `x_train` and `y_train`, which a comment describes.

    Raises:
        SpecError: If the text is not a spec, or leaves open what a script has to say.

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
    own = None if model is None else own_metrics(model, task)
    code = _body(spec, task, data, own) + "\n"
    return f"{title(spec)}{import_lines(code)}\n\n{code}"


def _body(spec: Spec, task: Task, data: str, own: OwnMetrics | None) -> str:
    """The model and then the data, unless a layer is made of numbers that are in the data."""
    model = model_code(spec, task, own)
    if not has_target_norm(spec, task):
        return f"{model}\n\n{training_code(spec, task, data)}"
    training = training_code(spec, task)
    between = "\n\n\n" if training.startswith("def ") else "\n\n"
    return f"{data}\n\n{model}{between}{training}"


def refuse_what_is_open(spec: Spec) -> None:
    """Refuse a spec that leaves open what a script has to say.

    Raises:
        SpecError: It does.
    """
    if spec.choices:
        raise SpecError(
            f"a script is of one network, and this spec stands for {spec.trial_count:,}: write "
            "keras_code(next(spec.expand())) for the first of them"
        )
    if "table" in spec.needs:
        raise SpecError(
            "a script for 'table' is not built yet: for now write the number of columns, 9 -> ..."
        )
    if "auto" in spec.needs:
        raise SpecError(
            "a script needs the sizes, and 'auto' takes them from the data: write the numbers, "
            "784 -> ... -> 10, or ask for the code of a model that has its data"
        )


def title(spec: Spec) -> str:
    """The spec as a comment."""
    lines = textwrap.wrap(str(spec), WIDTH - 2, break_long_words=False, break_on_hyphens=False)
    return "".join(f"# {line}\n" for line in lines)
