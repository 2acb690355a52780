"""Writing studies."""
