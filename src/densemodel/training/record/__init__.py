"""The record of a run, which its training fills and a file holds."""
