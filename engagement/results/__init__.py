"""What is told of a closed wave: published once, in groups that speak of nobody (ADR 44)."""
