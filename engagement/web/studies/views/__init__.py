"""Pages of a study."""
