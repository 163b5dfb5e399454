"""Saved models on disk: each in one file, which carries the model and what is known of it.

Listing, renaming and deleting load no Keras; saving and loading do.
"""

from __future__ import annotations

from densemodel.store._card import Card, DataFacts
from densemodel.store._saved_model import SavedModel
from densemodel.store._store import ModelStore

__all__ = ["Card", "DataFacts", "ModelStore", "SavedModel"]
