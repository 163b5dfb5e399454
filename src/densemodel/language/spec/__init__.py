"""Spec: one network and its training settings, and changes of it."""
