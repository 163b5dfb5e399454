"""One's own pictures for a network: a drawing or an image in the form of the training rows."""
