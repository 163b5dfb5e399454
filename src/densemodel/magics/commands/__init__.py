"""The commands of `%densemodel`."""
