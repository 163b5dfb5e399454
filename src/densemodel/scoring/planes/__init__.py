"""What a network predicts over one or two columns of x."""
