"""Writes: publishing, and authoring from plain data."""
