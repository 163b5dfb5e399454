"""Builds a compiled Keras model from a spec."""
