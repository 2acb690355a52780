"""Writing the projection."""
