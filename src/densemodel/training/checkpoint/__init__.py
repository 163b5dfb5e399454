"""Snapshots of a model and its optimizer, to restore or to continue from."""
