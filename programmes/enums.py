"""Words with a fixed meaning in programmes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RequirementKind(models.TextChoices):
    """Groups say how much of what is below them is needed; an item is something to be done."""

    ALL = "all", _("all of")
    AT_LEAST = "at_least", _("at least")
    POINTS = "points", _("points")
    ITEM = "item", _("item")


class ShippedItem(models.TextChoices):
    """What an item may be; an app may register more (``programmes.items``)."""

    MODULE = "module", _("Module")
    PROGRAMME = "programme", _("Another programme")
    CREDITS = "credits", _("CPD credits")
    RECOGNITION = "recognition", _("Earlier learning")


class DifferenceArea(models.TextChoices):
    """What a change is about, so that a reviewer or a learner finds what concerns them."""

    STRUCTURE = "structure", _("Structure")
    CONTENT = "content", _("Words and content")
    RULES = "rules", _("Rules")
    CLAIMS = "claims", _("Competences")
    DATES = "dates", _("Dates")


class ChangeKind(models.TextChoices):
    ADDED = "added", _("Added")
    REMOVED = "removed", _("Removed")
    MOVED = "moved", _("Moved")
    CHANGED = "changed", _("Changed")


class SignOffRole(models.TextChoices):
    """In whose eyes a draft is fit to be published; each is a group of the admin's."""

    REVIEWER = "reviewer", _("Reviewer")
    CLINICAL_LEAD = "clinical_lead", _("Clinical lead")
    PUBLISHER = "publisher", _("Publisher")


class ReminderKind(models.TextChoices):
    BEFORE_DUE = "before_due", _("before the due date")
    ON_DUE = "on_due", _("on the due date")
    OVERDUE = "overdue", _("after the due date")
    INACTIVE = "inactive", _("when nothing was done for a while")
    UNANSWERED = "unanswered", _("when an invitation is not answered")


MOST_REMINDERS = {
    ReminderKind.BEFORE_DUE: 3,
    ReminderKind.ON_DUE: 1,
    ReminderKind.OVERDUE: 3,
    ReminderKind.INACTIVE: 2,
    ReminderKind.UNANSWERED: 2,
}
"""How many of each kind a programme may promise: mail that nags is not read."""


class MediaKind(models.TextChoices):
    VIDEO = "video", _("Video")
    AUDIO = "audio", _("Audio")


class Provider(models.TextChoices):
    YOUTUBE = "youtube", "YouTube"
    VIMEO = "vimeo", "Vimeo"


class LinkAnswer(models.TextChoices):
    """What came of asking for an address outside the site."""

    FINE = "fine", _("it opens")
    REFUSED = "refused", _("the server refuses it")
    GONE = "gone", _("there is no such page")
    UNREACHABLE = "unreachable", _("no server answers")
    NOT_PUBLIC = "not_public", _("it is not on the public internet")
    CERTIFICATE = "certificate", _("its certificate is not valid")
    TOO_MANY_STEPS = "too_many_steps", _("it leads on and on")


class Parity(models.TextChoices):
    """How far a translation keeps up with its original."""

    MISSING = "missing", _("missing")
    STALE = "stale", _("behind the original")
    COMPLETE = "complete", _("complete")


class QuestionKind(models.TextChoices):
    SINGLE = "single", _("One answer")
    MULTIPLE = "multiple", _("Several answers")
    ORDERING = "ordering", _("Steps in order")
    MATCHING = "matching", _("Matching pairs")
    NUMERIC = "numeric", _("Number")
    SHORT_TEXT = "short_text", _("Short answer")


class QuizFeedback(models.TextChoices):
    """When a doctor is told which answers were right."""

    SUBMIT = "submit", _("After each attempt")
    PASS = "pass", _("Once they have passed")
    NEVER = "never", _("Never: only the score")
