"""Facts about x and y before a split: gaps, features, groups, suspicious columns."""
