"""Reads arrays, frames, tensors and objects as NumPy arrays of a plain kind."""
