"""Writing what a move does."""
