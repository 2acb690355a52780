"""Whether the organisation is better for it: a package of small apps; each may use those before it."""
