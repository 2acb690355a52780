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
    """An invitation, one of the reminders that a programme promises, or the end of a post."""

    INVITATION = "invitation", _("invitation")
    BEFORE_DUE = "before_due", _("before the due date")
    ON_DUE = "on_due", _("on the due date")
    OVERDUE = "overdue", _("after the due date")
    INACTIVE = "inactive", _("when nothing was done for a while")
    UNANSWERED = "unanswered", _("when an invitation is not answered")
    POST_ENDS = "post_ends", _("when a post ends")
    RETIRING = "retiring", _("when a programme is retired")
    GOES_ON = "goes_on", _("when it is not retired after all")
    CORRECTED = "corrected", _("when what was said of its retirement is corrected")


DUE_RULES = (Rule.BEFORE_DUE, Rule.ON_DUE, Rule.OVERDUE)
"""About a due date; the others are about an enrolment."""
NEWS = (Rule.RETIRING, Rule.GOES_ON, Rule.CORRECTED)
"""What becomes of a programme, for everybody who is on it: not muted, as it is said once."""
REMINDERS = (*DUE_RULES, Rule.INACTIVE, Rule.UNANSWERED)
"""What a programme promises, a trust may narrow, and goes at most once a day."""


class Category(models.TextChoices):
    """What a doctor mutes: never an invitation, and never what becomes of a programme."""

    DEADLINES = "deadlines", _("reminders of due dates")
    NUDGES = "nudges", _("nudges when nothing was done, an invitation waits, or a post ends")


CATEGORY_OF = {
    Rule.BEFORE_DUE: Category.DEADLINES,
    Rule.ON_DUE: Category.DEADLINES,
    Rule.OVERDUE: Category.DEADLINES,
    Rule.INACTIVE: Category.NUDGES,
    Rule.UNANSWERED: Category.NUDGES,
    Rule.POST_ENDS: Category.NUDGES,
}


class Reason(models.TextChoices):
    """Why a send was suppressed or failed; the words end the sentence "Not sent: ..."."""

    TOO_LATE = "too_late", _("its day had passed already")
    DATE_MOVED = "date_moved", _("the due date moved")
    RULE_CHANGED = "rule_changed", _("the rule for it was changed")
    SWITCHED_OFF = "switched_off", _("the trust switched this reminder off")
    MUTED = "muted", _("mails of this kind are muted")
    AWAY = "away", _("it falls into an absence")
    NOT_WANTED = "not_wanted", _("no reminder is wanted at present")
    MET = "met", _("it was done already")
    HANDED_IN = "handed_in", _("it is handed in and waits for marking")
    NOT_OPEN = "not_open", _("it was not open yet")
    WENT_ON = "went_on", _("something was done in the meantime")
    ANSWERED = "answered", _("the invitation was answered already")
    DECLINED = "declined", _("the invitation was declined")
    EXPIRED = "expired", _("the invitation ran out")
    REPLACED = "replaced", _("the invitation was sent anew")
    WITHDRAWN = "withdrawn", _("the enrolment ended")
    DEFERRED = "deferred", _("the programme is paused")
    GONE_ON = "gone_on", _("the doctor went on to the successor")
    COMPLETED = "completed", _("the programme is completed")
    LEFT_ORGANISATION = "left_organisation", _("the doctor no longer belongs to the organisation")
    ADDRESS_THERE = "address_there", _("an address that outlasts the post is known")
    NO_ADDRESS = "no_address", _("no email address is known")
    ACCOUNT_CLOSED = "account_closed", _("the account is closed")
    ADDRESS_REFUSED = "address_refused", _("the mail server refused the address")
    MESSAGE_REFUSED = "message_refused", _("the mail server refused the message")
    NOT_RETIRED = "not_retired", _("the programme is not retired after all")
    AS_TOLD = "as_told", _("what was told before holds after all")
    GAVE_UP = "gave_up", _("it could not be delivered after several tries")


REOPENABLE = (
    Reason.DATE_MOVED,
    Reason.DEFERRED,
    Reason.GONE_ON,
    Reason.MET,
    Reason.HANDED_IN,
    Reason.RULE_CHANGED,
    Reason.SWITCHED_OFF,
    Reason.MUTED,
)
"""Reasons that pass: the same reminder may be wanted again, and was never sent."""

THE_DOCTORS_OWN = (Reason.MUTED, Reason.AWAY)
"""A trust reads *not wanted* for these: it learns of no absence, and of no choice of the doctor's."""


def shown_reason(reason: str, *, for_trust: bool) -> str:
    return Reason.NOT_WANTED.value if for_trust and reason in THE_DOCTORS_OWN else reason
