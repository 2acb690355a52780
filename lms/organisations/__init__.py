"""Trusts, schools, deaneries and colleges, with their dates and predecessors."""
