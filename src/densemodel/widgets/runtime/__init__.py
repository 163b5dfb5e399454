"""What all widgets use: the writer thread, the link to the page, styles, static outputs."""
