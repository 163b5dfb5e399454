"""The contents of a saved model's file: written from a run and read into one."""
