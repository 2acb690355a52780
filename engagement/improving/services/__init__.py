"""What changes what was promised."""
