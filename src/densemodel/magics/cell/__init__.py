"""What a `%%densemodel` cell does."""
