"""Events of a run, its states and marks, and listeners."""
