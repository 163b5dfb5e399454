"""The browser of saved models."""
