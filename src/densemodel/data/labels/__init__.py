"""What y means: classes, targets, the task and its loss."""
