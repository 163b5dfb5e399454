"""The results of trials: records, table, importance, knee."""
