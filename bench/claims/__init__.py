"""Suggested claims measured: passages that were labelled before anything was tuned, and how often they are hit."""
