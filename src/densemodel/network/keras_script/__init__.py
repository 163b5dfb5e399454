"""Keras scripts that build and train the same model without densemodel."""
