"""What single columns of x do: their importance, and one prediction explained."""
