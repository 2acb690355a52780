"""Invented doctors, trusts, contracts, enrolments, facts, dates and reminders, written in sets."""
