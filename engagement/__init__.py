"""Whether the organisation is better for it: a package of small apps, each of which may use those before it."""
