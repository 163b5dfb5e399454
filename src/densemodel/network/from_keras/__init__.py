"""The spec of a Keras model."""
