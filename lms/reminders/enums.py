"""What a send is about, how far it has come, and why it did not go."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SendState(models.TextChoices):
    PLANNED = "planned", _("planned")
    QUEUED = "queued", _("on its way")
    SENT = "sent", _("sent")
    SUPPRESSED = "suppressed", _("not sent")
    FAILED = "failed", _("failed")


class Rule(models.TextChoices):
    INVITATION = "invitation", _("invitation")
    BEFORE_DUE = "before_due", _("before the due date")


class Reason(models.TextChoices):
    """Why a send was suppressed or failed; the words end the sentence "Not sent: ..."."""

    TOO_LATE = "too_late", _("its day had passed already")
    DATE_MOVED = "date_moved", _("the due date moved")
    MET = "met", _("it was done already")
    ANSWERED = "answered", _("the invitation was answered already")
    DECLINED = "declined", _("the invitation was declined")
    EXPIRED = "expired", _("the invitation ran out")
    WITHDRAWN = "withdrawn", _("the enrolment ended")
    DEFERRED = "deferred", _("the programme is paused")
    COMPLETED = "completed", _("the programme is completed")
    LEFT_ORGANISATION = "left_organisation", _("the doctor no longer belongs to the organisation")
    NO_ADDRESS = "no_address", _("no e-mail address is known")
    ACCOUNT_CLOSED = "account_closed", _("the account is closed")
    ADDRESS_REFUSED = "address_refused", _("the mail server refused the address")
    MESSAGE_REFUSED = "message_refused", _("the mail server refused the message")
    GAVE_UP = "gave_up", _("it could not be delivered after several tries")


REOPENABLE = (Reason.DATE_MOVED, Reason.DEFERRED, Reason.MET)
"""Reasons that pass: the same reminder may be wanted again, and was never sent."""
