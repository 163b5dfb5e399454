"""Compares saved models and runs."""
