"""Several networks compared in one panel."""
