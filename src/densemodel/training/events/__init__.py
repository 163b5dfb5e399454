"""Events of a run, its states, and who listens."""
