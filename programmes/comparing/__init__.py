"""Drafts and versions side by side: what is different in structure, words, rules, claims and dates."""
