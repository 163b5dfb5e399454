"""Saves runs while they train, and recovers them after a crash."""
