"""The formats that a model can be exported to."""

from __future__ import annotations

EXPORTS: tuple[tuple[str, str], ...] = (
    ("keras", "Keras code"),
    ("saved_model", "SavedModel"),
    ("onnx", "ONNX"),
)
"Each with its words for a menu."
