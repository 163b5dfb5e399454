"""What a person sees: the panel and its views, the network diagram, the echo of a cell.

The names load at first use, so that `import densemodel` stays light: ipywidgets and bqplot come
with the first widget.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from densemodel.widgets._bring_back import BringBack, Offer, Outcome, show_instead
    from densemodel.widgets._capacity_panel import CapacityPanel
    from densemodel.widgets._cell_question import CellQuestion
    from densemodel.widgets._compared_sentence import compared_sentence
    from densemodel.widgets._compared_words import table_text
    from densemodel.widgets._comparison_panel import ComparisonPanel
    from densemodel.widgets._copy_button import show_cell_button, show_copy_button
    from densemodel.widgets._default_store import default_store, use_folder
    from densemodel.widgets._echo import Echo
    from densemodel.widgets._model_browser import ModelBrowser
    from densemodel.widgets._model_rows import model_rows
    from densemodel.widgets._network_diagram import NetworkDiagram
    from densemodel.widgets._notebook import Notebook, use_notebook
    from densemodel.widgets._panel import TrainingPanel
    from densemodel.widgets._progress_line import IN_A_FILE_SECONDS, is_watched, tell_epochs
    from densemodel.widgets._style import read_ahead
    from densemodel.widgets._sweep_panel import SweepPanel

__all__ = [
    "IN_A_FILE_SECONDS",
    "BringBack",
    "CapacityPanel",
    "CellQuestion",
    "ComparisonPanel",
    "Echo",
    "ModelBrowser",
    "NetworkDiagram",
    "Notebook",
    "Offer",
    "Outcome",
    "SweepPanel",
    "TrainingPanel",
    "compared_sentence",
    "default_store",
    "is_watched",
    "model_rows",
    "read_ahead",
    "show_cell_button",
    "show_copy_button",
    "show_instead",
    "table_text",
    "tell_epochs",
    "use_folder",
    "use_notebook",
]

_HOMES = {
    "IN_A_FILE_SECONDS": "_progress_line",
    "BringBack": "_bring_back",
    "CapacityPanel": "_capacity_panel",
    "CellQuestion": "_cell_question",
    "ComparisonPanel": "_comparison_panel",
    "Echo": "_echo",
    "ModelBrowser": "_model_browser",
    "NetworkDiagram": "_network_diagram",
    "Notebook": "_notebook",
    "Offer": "_bring_back",
    "Outcome": "_bring_back",
    "SweepPanel": "_sweep_panel",
    "TrainingPanel": "_panel",
    "compared_sentence": "_compared_sentence",
    "default_store": "_default_store",
    "is_watched": "_progress_line",
    "model_rows": "_model_rows",
    "read_ahead": "_style",
    "show_cell_button": "_copy_button",
    "show_copy_button": "_copy_button",
    "show_instead": "_bring_back",
    "table_text": "_compared_words",
    "tell_epochs": "_progress_line",
    "use_folder": "_default_store",
    "use_notebook": "_notebook",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
