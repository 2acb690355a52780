"""The demonstration: three programmes, two invented trusts and invented people, marked as such."""
