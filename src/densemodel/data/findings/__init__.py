"""Findings about data, refusals, and the words that they share."""
