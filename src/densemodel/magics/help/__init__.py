"""The text of `%densemodel help`."""
