"""What trials came to: records, table, importance, knee."""
