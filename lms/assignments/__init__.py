"""Work that people hand in, and how it is marked."""
