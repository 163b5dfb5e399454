"""What an editor asks while a cell is typed."""
