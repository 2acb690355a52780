"""Waves of a survey: who is asked, how answers stay sealed, and what is left of them."""
