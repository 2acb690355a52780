"""Writing evidence: the caller holds the lock of its person."""
