"""The tab Inside: layers measured over time."""
