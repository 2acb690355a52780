"""Waves for programs: a part of the interface that lms.api offers."""
