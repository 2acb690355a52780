"""Contracts with seats, cohorts, enrolments and their state machine."""
