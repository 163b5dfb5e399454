"""Keras's layers by class and config, as what the language says of them."""
