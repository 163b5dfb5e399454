"""Rows and the predictions for them."""
