"""Buttons that copy a text, save a file, or put a text into a cell."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, ClassVar

import traitlets

from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._parts import HBox
from densemodel.widgets.runtime._static_output import StaticOutput, show_with_static_output
from densemodel.widgets.runtime._style import BuiltFile, PageWidget, style_widget
from densemodel.wording import error_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.widgets.runtime._messages import Messages


logger = logging.getLogger("densemodel")

GivenFile = tuple[str, str, bytes]
"A file's name, its MIME type and its content."


class GiveButton(PageWidget):
    """A button that copies a text or saves a file, in the browser.

    Make one with `copy` or `file`. Copying needs no kernel, so `text` is kept up to date before
    anyone clicks; a file is made when it is asked for.

    Example:
        >>> GiveButton.copy("Copy", "784 -> 10 softmax", tooltip="Copy the network's text")
        >>> GiveButton.file("Save the table", lambda: ("epochs.csv", "text/csv", table()))
    """

    _esm = BuiltFile("export_button.js")
    messages: ClassVar[Messages] = {"give": {"key": str}}
    label = traitlets.Unicode("").tag(sync=True)
    tooltip = traitlets.Unicode("").tag(sync=True)
    description = traitlets.Unicode("").tag(sync=True)
    "Always empty; the view of ipywidgets fails without it once a widget has a tooltip."
    kind = traitlets.Enum(("copy", "file"), "copy").tag(sync=True)
    text = traitlets.Unicode("").tag(sync=True)
    "The text to copy; unused for a file."
    done_label = traitlets.Unicode("").tag(sync=True)
    "The label for a moment when it is done."

    def __init__(self, make: Callable[[], GivenFile] | None = None, **options: Any) -> None:
        self._make = make
        super().__init__(**options)

    @classmethod
    def copy(cls, label: str, text: str, *, tooltip: str = "") -> GiveButton:
        """A button that copies a text; set `text` when that changes."""
        return cls(kind="copy", label=label, text=text, tooltip=tooltip, done_label="Copied")

    @classmethod
    def file(cls, label: str, make: Callable[[], GivenFile], *, tooltip: str = "") -> GiveButton:
        """A button that saves a file as a download.

        `make` gives the file's name, MIME type and content. It is called at each click, on the
        thread that takes the click, and what it raises is shown in words.
        """
        return cls(make, kind="file", label=label, tooltip=tooltip, done_label="Saved")

    def on_give(self, key: str) -> None:
        """Send the file to the page that asked for it; other pages may show the button too."""
        if self._make is None:
            return
        try:
            name, mime, data = self._make()
        except Exception as error:  # whatever it is, the person hears of it
            logger.debug("a file could not be made", exc_info=True)
            self.send({"type": "failed", "key": key, "words": error_text(error)})
            return
        self.send({"type": "file", "key": key, "name": name, "mime": mime}, [data])


PUT_IN = "Put it into this cell"


class CellButton(PageWidget):
    """A button that puts a text into the cell above it, or copies it where the page has no such.

    The page finds the cell by the static output of the panel that shows the button. A cell that a
    person has edited is left alone: the page shows what the text would change.

    Args:
        on_written: Called with the text that the cell holds from then on.
    """

    _esm = BuiltFile("cell_button.js")
    messages: ClassVar[Messages] = {"written": {"text": str}}
    label = traitlets.Unicode("").tag(sync=True)
    copy_label = traitlets.Unicode("").tag(sync=True)
    "The label in pages whose cells can't be changed; empty for the same one."
    tooltip = traitlets.Unicode("").tag(sync=True)
    description = traitlets.Unicode("").tag(sync=True)
    "Always empty, as that of `GiveButton`."
    words = traitlets.Unicode("").tag(sync=True)
    "Before the button, which is then only shown while `text` differs from `expected`."
    text = traitlets.Unicode("").tag(sync=True)
    expected = traitlets.Unicode("").tag(sync=True)
    "The text that may be replaced; empty for any."
    is_wanted = traitlets.Bool(default_value=False).tag(sync=True)
    "Whether the page is to put the text there without a click."

    def __init__(self, on_written: Callable[[str], None] = lambda _: None, **options: Any) -> None:
        self._on_written = on_written
        super().__init__(**options)

    def on_written(self, text: str) -> None:
        """Take the text that the cell holds now."""
        self._on_written(text)


def show_copy_button(label: str, text: str) -> None:
    """Display a button that copies a text, without a static output."""
    _show(GiveButton.copy(label, text, tooltip="Copy it, to put it into a cell"))


def show_cell_button(label: str, text: str) -> None:
    """Display a button that replaces the text of the cell."""
    _show(CellButton(label=label, text=text, tooltip=f"{PUT_IN}, in place of its text"))


def _show(button: PageWidget) -> None:
    box = styled(HBox([style_widget(), button]), "dm-panel")
    show_with_static_output(box, StaticOutput("", ""))
