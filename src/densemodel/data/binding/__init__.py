"""Binds a spec to x and y."""
