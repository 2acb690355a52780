"""Assisted recovery: an operator helps somebody who has lost both address and second factor back in."""
