"""Classes, targets, the task and its loss."""
