"""The tab Score."""
