"""Continuing professional development: credits by the rules of each college."""
