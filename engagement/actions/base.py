"""The actions of engagement are made like those of ``lms``, from a permission table of their own."""

from engagement.actions.permissions import ALLOWED
from lms.actions.base import Act, action, declare

declare(ALLOWED)

__all__ = ["Act", "action"]
