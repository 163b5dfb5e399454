"""Turns Keras code in a cell, and Keras models, into cells to copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.errors import DenseModelError
from densemodel.language import read_keras_code
from densemodel.magics.notebook._variables import lookup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.magics.cell._arguments import Arguments

_OPTIONS = {"x": "-x", "y": "-y", "validation": "--validation"}


def offer_cell(line: str, text: str, arguments: Arguments, shell: Any) -> None:
    """Offer a cell equivalent to Keras code; nothing if the text is not Keras code.

    Raises:
        SpecError: It is Keras code, and the language can't say it.
    """
    code = read_keras_code(text, shell.user_ns)
    if code is None:
        return
    has_data = arguments.x is not None or arguments.frame is not None
    has = {"x": has_data, "y": has_data, "validation": arguments.validation is not None}
    options = [
        " ".join([option, *code.data[what]])
        for what, option in _OPTIONS.items()
        if what in code.data and not has[what]
    ]
    first = " ".join(["%%densemodel", *line.split(), *options])
    if options:
        print(f"The data go on the first line: {first}")
    cell = f"{first}\n{code.spec}"
    if hasattr(shell, "kernel"):
        from densemodel.widgets import show_cell_button

        show_cell_button("Use this spec", cell)
    else:
        shell.set_next_input(cell)


def show_spec_of(rest: Sequence[str], shell: Any) -> None:
    """`%densemodel from_keras NAME`: the spec of a Keras model, as a cell.

    Raises:
        DenseModelError: No model is named, or the language can't say it.
    """
    from densemodel.network import spec_of

    if len(rest) != 1:
        raise DenseModelError(
            "%densemodel from_keras takes the name of one Keras model: %densemodel from_keras model"
        )
    spec = spec_of(lookup(rest[0], shell.user_ns))
    cell = f"%%densemodel {rest[0].rpartition('.')[2]}_spec\n{spec}"
    print("\n".join([cell, *(f"# {note}" for note in spec.notes)]))
    if hasattr(shell, "kernel"):
        from densemodel.widgets import show_copy_button

        show_copy_button("Copy the cell", cell)
    else:
        shell.set_next_input(cell)
