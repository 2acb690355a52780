"""What follows from careers: pure."""
