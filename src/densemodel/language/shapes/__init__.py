"""Unrolls a network into layers, with their shapes and parameter counts."""
