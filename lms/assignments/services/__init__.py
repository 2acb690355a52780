"""What is written about work and its marks. Callers hold the person's lock."""
