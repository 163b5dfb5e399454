"""The widgets: panels and their views, the network diagram, the echo of a cell.

The names load at first use, so that `import densemodel` stays light: ipywidgets and bqplot come
with the first widget.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from densemodel.widgets.capacity._capacity_panel import CapacityPanel
    from densemodel.widgets.comparison._compared_sentence import compared_sentence
    from densemodel.widgets.comparison._compared_words import table_text
    from densemodel.widgets.comparison._comparison_panel import ComparisonPanel
    from densemodel.widgets.network._echo import Echo
    from densemodel.widgets.network._network_diagram import NetworkDiagram
    from densemodel.widgets.panel._notebook import Notebook, use_notebook
    from densemodel.widgets.panel._progress_line import IN_A_FILE_SECONDS, is_watched, print_epochs
    from densemodel.widgets.runtime._default_store import default_store, use_folder
    from densemodel.widgets.runtime._give_button import show_cell_button, show_copy_button
    from densemodel.widgets.runtime._style import read_ahead
    from densemodel.widgets.saved_models._model_browser import ModelBrowser
    from densemodel.widgets.saved_models._model_rows import model_rows
    from densemodel.widgets.sweep._sweep_panel import SweepPanel
    from densemodel.widgets.training_panel._cell_question import CellQuestion
    from densemodel.widgets.training_panel._panel import TrainingPanel
    from densemodel.widgets.training_panel._restore_button import (
        BringBack,
        ButtonOffer,
        Outcome,
        show_instead,
    )

__all__ = [
    "IN_A_FILE_SECONDS",
    "BringBack",
    "ButtonOffer",
    "CapacityPanel",
    "CellQuestion",
    "ComparisonPanel",
    "Echo",
    "ModelBrowser",
    "NetworkDiagram",
    "Notebook",
    "Outcome",
    "SweepPanel",
    "TrainingPanel",
    "compared_sentence",
    "default_store",
    "is_watched",
    "model_rows",
    "print_epochs",
    "read_ahead",
    "show_cell_button",
    "show_copy_button",
    "show_instead",
    "table_text",
    "use_folder",
    "use_notebook",
]

_HOMES = {
    "IN_A_FILE_SECONDS": "panel._progress_line",
    "BringBack": "training_panel._restore_button",
    "CapacityPanel": "capacity._capacity_panel",
    "CellQuestion": "training_panel._cell_question",
    "ComparisonPanel": "comparison._comparison_panel",
    "Echo": "network._echo",
    "ModelBrowser": "saved_models._model_browser",
    "NetworkDiagram": "network._network_diagram",
    "Notebook": "panel._notebook",
    "ButtonOffer": "training_panel._restore_button",
    "Outcome": "training_panel._restore_button",
    "SweepPanel": "sweep._sweep_panel",
    "TrainingPanel": "training_panel._panel",
    "compared_sentence": "comparison._compared_sentence",
    "default_store": "runtime._default_store",
    "is_watched": "panel._progress_line",
    "model_rows": "saved_models._model_rows",
    "read_ahead": "runtime._style",
    "show_cell_button": "runtime._give_button",
    "show_copy_button": "runtime._give_button",
    "show_instead": "training_panel._restore_button",
    "table_text": "comparison._compared_words",
    "print_epochs": "panel._progress_line",
    "use_folder": "runtime._default_store",
    "use_notebook": "panel._notebook",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
