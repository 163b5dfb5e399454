"""The names of a notebook and what its cells made."""
