"""The tab Columns: what was made of each column of a table."""
