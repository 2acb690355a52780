"""The few things every app stands on: access, audit, outbox, clock, files, PII tags."""
