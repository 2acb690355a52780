"""Attempts, which change, and facts, which never do."""
