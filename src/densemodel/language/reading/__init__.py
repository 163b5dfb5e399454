"""From text to tokens, numbers and names."""
