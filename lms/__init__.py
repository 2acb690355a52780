"""Who learns and how it goes: a package of small apps, each of which may use those before it."""
