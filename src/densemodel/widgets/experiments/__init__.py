"""The panels of experiments: sweeps, comparisons and capacity."""
