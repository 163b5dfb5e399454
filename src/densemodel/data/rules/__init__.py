"""Rules that look at data and return findings."""
