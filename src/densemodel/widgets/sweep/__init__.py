"""The panel of a sweep."""
