"""Completions for a half-written text."""
