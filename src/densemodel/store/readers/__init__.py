"""Reads zip, JSON and HDF5 files that may be hostile."""
