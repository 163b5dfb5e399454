"""The card of a saved model, its names and notes."""
