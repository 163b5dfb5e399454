"""The tab Draw: a pad, and the answer to what is drawn on it."""
