"""Writing the learning record."""
