"""Figures without names."""
