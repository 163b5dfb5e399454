"""What panels and their views share."""
