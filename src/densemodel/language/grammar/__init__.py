"""Reads networks and clauses."""
