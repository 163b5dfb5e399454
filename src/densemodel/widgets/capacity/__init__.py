"""The panel of a capacity search."""
