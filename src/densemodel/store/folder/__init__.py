"""The files of a store: index, lookup, search, trash."""
