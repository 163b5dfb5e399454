"""A button alone in an output, which copies a text or puts it into the cell."""

from __future__ import annotations

from contextlib import suppress

from ipywidgets import HBox

from densemodel.errors import DenseModelError
from densemodel.widgets.runtime._file_output import InFile, show_live_and_in_file
from densemodel.widgets.runtime._give_button import GiveButton
from densemodel.widgets.runtime._style import style_widget


def show_copy_button(label: str, text: str) -> None:
    """Display a button that copies a text; nothing of it stays in the file.

    Args:
        label: What it says.
        text: What it copies, which is shown elsewhere.
    """
    with suppress(DenseModelError):  # a source checkout whose front end was never built
        _show(GiveButton.copy(label, text, tooltip="Copy it, to put it into a cell"))


def show_cell_button(label: str, text: str) -> None:
    """Display a button that puts a text in the place of what the cell says.

    Args:
        label: What it says.
        text: The cell.
    """
    with suppress(DenseModelError):
        button = GiveButton.cell(label, text, tooltip="Put it into this cell, in place of its text")
        button.mark = _show(button)


def _show(button: GiveButton) -> str:
    box = HBox([style_widget(), button])
    box.add_class("dm-panel")
    return show_live_and_in_file(box, InFile("", ""))
