"""Absence, due dates and how each date came about."""
