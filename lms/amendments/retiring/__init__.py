"""Retiring a programme: who is concerned, what they are told, and how they go on."""
