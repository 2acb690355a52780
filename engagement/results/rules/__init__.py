"""Arithmetic of results. Pure."""
