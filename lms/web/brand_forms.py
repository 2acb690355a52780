"""The form of a trust's look on its desk."""

from __future__ import annotations

from lms.organisations.forms import LookForm
from lms.web.forms import PlainForm


class DeskLookForm(PlainForm, LookForm):
    """Each problem names its field, as on the other pages of the desk."""
