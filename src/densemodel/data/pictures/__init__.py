"""Pictures in files: reads them from folders as rows of one shape."""
