"""Confidence intervals of metrics and of differences."""
