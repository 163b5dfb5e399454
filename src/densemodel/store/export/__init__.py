"""Exports models as SavedModel, ONNX or a Keras script."""
