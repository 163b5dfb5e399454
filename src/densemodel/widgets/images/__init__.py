"""The tab Images: a wall of examples."""
