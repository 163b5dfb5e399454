"""The Keras model of a table: raw columns in."""
