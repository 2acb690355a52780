"""Settings: base for all, then local (make run), production and test."""
