"""A Keras script that runs without densemodel and builds and trains the same model."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from densemodel.data import choose_task
from densemodel.network._call_text import call_text, loss_text, metric_text, optimizer_text
from densemodel.network._layout import WIDTH, Group, lay_out
from densemodel.network._training_script import training_code, training_imports
from densemodel.spec import as_spec

if TYPE_CHECKING:
    from densemodel.data import Task
    from densemodel.spec import Spec


def keras_code(spec: Spec | str, task: Task | None = None) -> str:
    """Write a script that builds, compiles and fits the model of a spec with Keras alone.

    Args:
        spec: The spec, or its text.
        task: Loss and metrics; None to choose them by the last layer.

    Returns:
        Python text. It takes `x_train` and `y_train`, which a comment describes.

    Raises:
        SpecError: If the text is not a spec.

    Example:
        >>> print(keras_code(parse("784 -> 50 relu -> 10 softmax")))
        # 784 -> 50 relu -> 10 softmax
        import keras
        ...
    """
    spec = as_spec(spec)
    task = task or choose_task(spec)
    parts = [
        _title(spec) + "\n".join(training_imports(spec)),
        model_code(spec, task),
        training_code(spec, task),
    ]
    return "\n\n".join(parts) + "\n"


def _title(spec: Spec) -> str:
    lines = textwrap.wrap(str(spec), WIDTH - 2, break_long_words=False, break_on_hyphens=False)
    return "".join(f"# {line}\n" for line in lines)


def model_code(spec: Spec, task: Task) -> str:
    """The part that makes the model; it needs `import keras` before it."""
    seed = f"keras.utils.set_random_seed({spec.settings.seed})  # the weights start from this"
    source = Group("keras.Input(", (("shape=", repr(spec.input_shape)),))
    layers = [source, *(call_text(layer.call) for layer in spec.layers)]
    items: list[tuple[str, Group | str]] = [
        ("", Group("[", tuple(("", layer) for layer in layers), "]", spread=True))
    ]
    if spec.name:
        items.append(("name=", f'"{spec.name}"'))
    model = lay_out(Group("keras.Sequential(", tuple(items)), before="model = ")
    metrics = tuple(("", metric_text(metric, task)) for metric in task.metrics)
    compiled = Group(
        "model.compile(",
        (
            ("optimizer=", optimizer_text(spec.settings.optimizer)),
            ("loss=", loss_text(task.loss)),
            ("metrics=", Group("[", metrics, "]")),
        ),
        spread=True,
    )
    return f"{seed}\n\n{model}\n{lay_out(compiled)}\nmodel.summary()"
