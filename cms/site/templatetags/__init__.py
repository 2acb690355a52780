"""What the public pages' templates ask for."""
