"""Coverage: which published modules build which elements of a framework, how far, and in how many minutes."""
