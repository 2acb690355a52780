"""What evidence may hold, as pure functions."""
