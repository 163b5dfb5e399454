"""Tables of raw columns: their kinds, and their encoding as numbers."""
