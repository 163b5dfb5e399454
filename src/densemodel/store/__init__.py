"""Saved models: files that hold a model, its spec, its history and how well it did."""

from __future__ import annotations

__all__: list[str] = []
