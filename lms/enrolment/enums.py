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
    HAND = "hand", _("enrolled one by one")
    OPEN = "open", _("joined an open programme")
    SUCCESSOR = "successor", _("moved on from a programme that was retired")


GONE_ON, CAME_BACK = "successor", "back_from_successor"
"""Why a place ended, or was taken up again: its programme was retired, and going on was taken back."""


class DeferReason(models.TextChoices):
    """Why an organisation defers a place. Codes, so that nobody writes about a doctor's health here."""

    ASKED = "asked", _("the doctor asked for it")
    DUTIES = "duties", _("clinical duties leave no time")
    POST = "post", _("a change of post")
    OTHER = "other", _("another reason")


OPEN_STATES = (State.INVITED, State.ACTIVE, State.DEFERRED)
SEAT_STATES = (State.INVITED, State.ACTIVE, State.DEFERRED, State.COMPLETED)
"""A seat is used from the invitation on; declining, expiry and withdrawal free it."""


class ListState(models.TextChoices):
    """Where an uploaded list stands; the moves between them are held by a trigger."""

    MATCHING = "matching", _("columns to be matched")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked, not confirmed")
    CONFIRMING = "confirming", _("being written")
    CONFIRMED = "confirmed", _("confirmed")
    FAILED = "failed", _("could not be read")
    EXPIRED = "expired", _("put away")


class RowState(models.TextChoices):
    NEW = "new", _("new")
    ALREADY = "already", _("already enrolled")
    DECIDE = "decide", _("needs a decision")
    BAD = "bad", _("cannot be used")
    LEFT_OUT = "left_out", _("left out")


class Choice(models.TextChoices):
    """What a lead decides about one row."""

    SAME_PERSON = "same_person", _("same person")
    LEAVE_OUT = "leave_out", _("leave out")
    TAKE_PROPOSAL = "take_proposal", _("use the proposal")
