"""Suggested claims: the elements that a module's words are most like, and the sentences that say so."""
