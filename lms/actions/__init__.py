"""One function per thing that a person or the system can do."""
