"""Saved models on disk: each file holds a model with its history and its card.

Listing, renaming and deleting load no Keras; saving and loading do.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from densemodel.store._default_store import default_store, use_folder
from densemodel.store._store import CellRuns, ModelStore, keep_run
from densemodel.store.card._card import Card, CellKey, DataFacts
from densemodel.store.card._names import display_name
from densemodel.store.card._saved_model import CELLS, SavedModel
from densemodel.store.export import EXPORTS, export_note
from densemodel.store.folder._files import modified_ns
from densemodel.store.folder._trash import TRASH_BYTES, TRASH_DAYS, TRASH_VERSIONS, TrashLimits

if TYPE_CHECKING:
    from densemodel.store.compare._comparison import Comparison as Comparison
    from densemodel.store.compare._comparison import Difference as Difference
    from densemodel.store.compare._spec_differences import LayerRow as LayerRow
    from densemodel.store.compare._spec_differences import loss_of_run as loss_of_run
    from densemodel.store.compare._spec_differences import run_differences as run_differences
    from densemodel.store.contents._unpack import load as load

_LATER = {
    "Comparison": "compare._comparison",
    "Difference": "compare._comparison",
    "LayerRow": "compare._spec_differences",
    "load": "contents._unpack",
    "loss_of_run": "compare._spec_differences",
    "run_differences": "compare._spec_differences",
}
"What loads NumPy or more, at its first use."

__all__ = [  # noqa: PLE0604 - the last are names of modules that are loaded at first use
    "CELLS",
    "EXPORTS",
    "TRASH_BYTES",
    "TRASH_DAYS",
    "TRASH_VERSIONS",
    "Card",
    "CellKey",
    "CellRuns",
    "DataFacts",
    "ModelStore",
    "SavedModel",
    "TrashLimits",
    "default_store",
    "display_name",
    "export_note",
    "keep_run",
    "modified_ns",
    "use_folder",
    *_LATER,
]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    return getattr(import_module(f"densemodel.store.{_LATER[name]}"), name)
