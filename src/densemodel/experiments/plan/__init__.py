"""Which trials an experiment has."""
