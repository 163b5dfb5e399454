"""Findings about data, refusals, and their wording."""
