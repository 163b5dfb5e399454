"""Exports saved models to other formats."""

from __future__ import annotations

EXPORTS: tuple[tuple[str, str], ...] = (
    ("keras", "Keras code"),
    ("saved_model", "SavedModel"),
    ("onnx", "ONNX"),
)
"The formats, each with its words for a menu."
