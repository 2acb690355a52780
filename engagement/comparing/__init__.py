"""Trusts beside each other: agreements, norms, analysts with a purpose, and engagement beside outcomes."""
