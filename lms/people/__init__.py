"""Persons, their memberships, and their dated grades, stages and roles."""
