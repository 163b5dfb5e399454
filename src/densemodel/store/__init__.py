"""Saved models on disk: each in one file, which carries the model and what is known of it.

Listing, renaming and deleting load no Keras; saving and loading do.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from densemodel.store._card import Card, DataFacts
from densemodel.store._names import display_name
from densemodel.store._saved_model import SavedModel
from densemodel.store._store import ModelStore

if TYPE_CHECKING:
    from densemodel.store._unpack import load as load

__all__ = ["Card", "DataFacts", "ModelStore", "SavedModel", "display_name", "load"]


def __getattr__(name: str) -> Any:
    if name != "load":
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    return import_module("densemodel.store._unpack").load
