"""What a text says, as data, and the canonical text of it."""
