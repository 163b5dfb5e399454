"""Trains with Keras's own `fit` what chunks of steps cannot."""
