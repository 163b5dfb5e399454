"""Curves and charts: live in bqplot, static in matplotlib."""
