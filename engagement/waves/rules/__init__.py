"""Rules of waves: pure functions."""
