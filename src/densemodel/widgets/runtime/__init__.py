"""Used by all widgets: the writer thread, the link to the page, styles, static outputs."""
