"""The demonstration: two small programmes, two invented trusts and invented people, marked as such."""
