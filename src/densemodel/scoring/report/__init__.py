"""Reports: metrics with intervals, confusion, worst mistakes."""
