"""Runs a `%%densemodel` cell."""
