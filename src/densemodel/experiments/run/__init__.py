"""Runs trials, here or in worker processes."""
