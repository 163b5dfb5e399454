"""The notebook's names, and the runs that its cells made."""
