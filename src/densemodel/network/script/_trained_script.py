"""A Keras script that makes a trained model: it takes the weights from a file beside it."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING

from densemodel.network.script._data_script import data_code
from densemodel.network.script._layout import INDENT
from densemodel.network.script._model_script import model_code
from densemodel.network.script._number_text import string_text
from densemodel.network.script._script import refuse_what_is_open, title
from densemodel.network.script._script_imports import import_lines
from densemodel.network.script._training_script import training_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from densemodel.data import TargetScale, Task
    from densemodel.language import Spec


def trained_code(spec: Spec, task: Task, target: TargetScale | None, *, weights: str) -> str:
    """Write a script that builds and compiles a trained model with Keras alone.

    Args:
        spec: The spec, with all its sizes.
        task: Loss and metrics.
        target: What `target norm` learned, if the spec has it.
        weights: The name of a `.weights.h5` file in the folder of the script.

    Returns:
        Python text, that makes `model` and has a function `train`, which trains it on as it was
        trained.

    Raises:
        SpecError: The spec leaves open what a script has to say.
    """
    refuse_what_is_open(spec)
    training = _training(spec, task)
    place = f"Path(__file__).with_name({string_text(weights)})"
    weights_code = (
        f"# The trained weights lie in a file beside this one.\nmodel.load_weights({place})"
    )
    # before it is compiled: Keras warns of an optimizer whose numbers are in no file
    model = model_code(spec, task, is_trained=True).replace(
        "\nmodel.compile(", f"\n{weights_code}\n\nmodel.compile(", 1
    )
    parts = [
        "\n".join([*_target(target), model]),
        f"\ndef train(x_train, y_train):\n{INDENT}# Goes on from these weights.",
    ]
    code = "\n\n".join(parts) + "\n" + textwrap.indent(f"{training}\nreturn history\n", INDENT)
    return f"{title(spec)}{import_lines(code)}\n\n{code}"


def _training(spec: Spec, task: Task) -> str:
    """What trains it on; what is made of numbers of the data is made already."""
    goes_on = replace(spec, clauses=tuple(c for c in spec.clauses if c.word != "target"))
    code = training_code(goes_on, task, data_code(goes_on, task), is_trained=True)
    return code.replace("\n\n\n", "\n\n")


def _target(target: TargetScale | None) -> Iterator[str]:
    if target is None:
        return
    yield "# The model's last layer brings its answers into the unit of y."
    for name, numbers in (("y_mean", target.mean), ("y_std", target.spread)):
        yield f"{name} = {_one_or_all(numbers)}"


def _one_or_all(numbers: Sequence[float]) -> str:
    return repr(float(numbers[0])) if len(numbers) == 1 else repr([float(n) for n in numbers])
