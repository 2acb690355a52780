"""The states of an enrolment and how it came about."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    INVITED = "invited", _("invited")
    ACTIVE = "active", _("active")
    DECLINED = "declined", _("declined")
    EXPIRED = "expired", _("expired")
    COMPLETED = "completed", _("completed")
    WITHDRAWN = "withdrawn", _("withdrawn")
    DEFERRED = "deferred", _("deferred")


class Source(models.TextChoices):
    IMPORT = "import", _("enrolled from a list")
    OPEN = "open", _("joined an open programme")


OPEN_STATES = (State.INVITED, State.ACTIVE, State.DEFERRED)
SEAT_STATES = (State.INVITED, State.ACTIVE, State.DEFERRED, State.COMPLETED)
"""A seat is used from the invitation on; declining, expiry and withdrawal free it."""
