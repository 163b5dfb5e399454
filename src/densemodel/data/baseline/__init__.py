"""What a network has to beat: constant predictions and simple models."""
