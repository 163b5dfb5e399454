"""Snapshots of a model and its optimizer, kept to continue from."""
