"""Work handed in and how it is marked."""
