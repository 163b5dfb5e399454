"""One training session: the loop, its two states (best and last), and changes while it runs."""
