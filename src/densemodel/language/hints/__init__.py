"""Hints for words and notations of other tools."""
