"""Writing enrolments."""
