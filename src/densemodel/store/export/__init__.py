"""Exports saved models to other formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

EXPORTS: tuple[tuple[str, str], ...] = (
    ("keras", "Keras file"),
    ("script", "Keras script"),
    ("saved_model", "SavedModel"),
    ("onnx", "ONNX"),
    ("litert", "LiteRT"),
)
"The formats, each with its words for a menu."

COLUMNS_SUFFIX = ".columns.json"


def export_note(path: Path) -> str:
    """What to know of an export, as a sentence; empty if it takes the same rows as the model."""
    beside = path.with_name(f"{path.stem}{COLUMNS_SUFFIX}")
    if path.suffix != ".onnx" or not beside.exists():
        return ""
    return f"It takes encoded numbers, not raw columns: {beside.name} says how to make them"
