"""Ready-made data for tests, made through the same doors as real data."""
