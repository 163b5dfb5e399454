"""Keras code as text of the language; it is read as a syntax tree and never run."""
