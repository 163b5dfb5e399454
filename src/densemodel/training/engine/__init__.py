"""The engine: compiled chunks of steps, evaluations, and learning rates."""
