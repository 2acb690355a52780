"""Suggested claims measured, on passages that were labelled before anything was tuned."""
