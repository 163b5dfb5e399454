"""Completion in cells and on magic lines."""
