"""Plans the trials of an experiment."""
