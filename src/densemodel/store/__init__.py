"""Saved models on disk: each in one file, which carries the model and what is known of it.

Listing, renaming and deleting load no Keras; saving and loading do.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from densemodel.store._card import Card, DataFacts
from densemodel.store._export_formats import EXPORTS
from densemodel.store._keep import keep_run
from densemodel.store._names import display_name
from densemodel.store._readable import file_size
from densemodel.store._running_names import CUT_OFF, cut_off
from densemodel.store._saved_model import SavedModel
from densemodel.store._store import ModelStore
from densemodel.store._trash_limits import (
    TRASH_BYTES,
    TRASH_DAYS,
    TRASH_VERSIONS,
    TrashLimits,
)

if TYPE_CHECKING:
    from densemodel.store._comparison import Comparison as Comparison
    from densemodel.store._comparison import Difference as Difference
    from densemodel.store._layer_rows import LayerRow as LayerRow
    from densemodel.store._side import loss_of_run as loss_of_run
    from densemodel.store._spec_differences import run_differences as run_differences
    from densemodel.store._unpack import load as load

_LATER = {
    "Comparison": "_comparison",
    "Difference": "_comparison",
    "LayerRow": "_layer_rows",
    "load": "_unpack",
    "loss_of_run": "_side",
    "run_differences": "_spec_differences",
}
"What loads NumPy or more, at its first use."

__all__ = [  # noqa: PLE0604 - the last are names of modules that are loaded at first use
    "CUT_OFF",
    "EXPORTS",
    "TRASH_BYTES",
    "TRASH_DAYS",
    "TRASH_VERSIONS",
    "Card",
    "DataFacts",
    "ModelStore",
    "SavedModel",
    "TrashLimits",
    "cut_off",
    "display_name",
    "file_size",
    "keep_run",
    *_LATER,
]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    return getattr(import_module(f"densemodel.store.{_LATER[name]}"), name)
