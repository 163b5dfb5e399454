"""Events of a run, its states, and listeners."""
