"""The widgets: panels and their views, the network diagram, the echo of a cell.

The names load at first use, so that `import densemodel` stays light: ipywidgets and bqplot come
with the first widget.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from densemodel.widgets.charts._static_picture import run_html
    from densemodel.widgets.experiments._capacity_panel import CapacityPanel
    from densemodel.widgets.experiments._compared_words import table_text
    from densemodel.widgets.experiments._comparison_panel import ComparisonPanel
    from densemodel.widgets.experiments._sweep_panel import SweepPanel
    from densemodel.widgets.network._echo import Echo
    from densemodel.widgets.network._network_diagram import NetworkDiagram
    from densemodel.widgets.panel._cell_text import CellText
    from densemodel.widgets.panel._notebook import Notebook, use_notebook
    from densemodel.widgets.panel._pending_settings import pending_settings_of
    from densemodel.widgets.panel._progress_line import IN_A_FILE_SECONDS, print_epochs
    from densemodel.widgets.runtime._front_end import may_be_displayed
    from densemodel.widgets.runtime._give_button import show_cell_button, show_copy_button
    from densemodel.widgets.runtime._style import read_ahead
    from densemodel.widgets.saved_models._model_browser import ModelBrowser
    from densemodel.widgets.saved_models._model_rows import model_rows, shown_metric
    from densemodel.widgets.training_panel._cell_question import CellQuestion
    from densemodel.widgets.training_panel._panel import TrainingPanel
    from densemodel.widgets.training_panel._refused_data import RefusedData
    from densemodel.widgets.training_panel._trained_before import (
        ButtonOffer,
        Outcome,
        TrainedBefore,
        show_instead,
    )

__all__ = [
    "IN_A_FILE_SECONDS",
    "ButtonOffer",
    "CapacityPanel",
    "CellQuestion",
    "CellText",
    "ComparisonPanel",
    "Echo",
    "ModelBrowser",
    "NetworkDiagram",
    "Notebook",
    "Outcome",
    "RefusedData",
    "SweepPanel",
    "TrainedBefore",
    "TrainingPanel",
    "may_be_displayed",
    "model_rows",
    "pending_settings_of",
    "print_epochs",
    "read_ahead",
    "run_html",
    "show_cell_button",
    "show_copy_button",
    "show_instead",
    "shown_metric",
    "table_text",
    "use_notebook",
]

_NAMES = {
    "charts._static_picture": ("run_html",),
    "experiments._capacity_panel": ("CapacityPanel",),
    "experiments._compared_words": ("table_text",),
    "experiments._comparison_panel": ("ComparisonPanel",),
    "network._echo": ("Echo",),
    "network._network_diagram": ("NetworkDiagram",),
    "panel._cell_text": ("CellText",),
    "panel._notebook": ("Notebook", "use_notebook"),
    "panel._pending_settings": ("pending_settings_of",),
    "panel._progress_line": ("IN_A_FILE_SECONDS", "print_epochs"),
    "runtime._front_end": ("may_be_displayed",),
    "runtime._give_button": ("show_cell_button", "show_copy_button"),
    "runtime._style": ("read_ahead",),
    "saved_models._model_browser": ("ModelBrowser",),
    "saved_models._model_rows": ("model_rows", "shown_metric"),
    "experiments._sweep_panel": ("SweepPanel",),
    "training_panel._cell_question": ("CellQuestion",),
    "training_panel._panel": ("TrainingPanel",),
    "training_panel._trained_before": ("ButtonOffer", "Outcome", "TrainedBefore", "show_instead"),
    "training_panel._refused_data": ("RefusedData",),
}
_HOMES = {name: home for home, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
