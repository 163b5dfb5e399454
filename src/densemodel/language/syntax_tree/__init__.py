"""The syntax tree of a text, and its canonical text."""
