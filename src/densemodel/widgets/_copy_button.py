"""A button alone in an output, which copies a text."""

from __future__ import annotations

from contextlib import suppress

from ipywidgets import HBox

from densemodel.errors import DenseModelError
from densemodel.widgets._file_output import InFile, show_live_and_in_file
from densemodel.widgets._give_button import GiveButton
from densemodel.widgets._style import style_widget


def show_copy_button(label: str, text: str) -> None:
    """Display a button that copies a text; nothing of it stays in the file.

    Args:
        label: What it says.
        text: What it copies, which is shown elsewhere.
    """
    with suppress(DenseModelError):  # a source checkout whose front end was never built
        button = GiveButton.copy(label, text, tooltip="Copy it, to put it into a cell")
        box = HBox([style_widget(), button])
        box.add_class("dm-panel")
        show_live_and_in_file(box, InFile("", ""))
