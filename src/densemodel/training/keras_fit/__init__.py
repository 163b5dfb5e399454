"""Training with Keras's own `fit`, for data and models that can't be trained in chunks."""
