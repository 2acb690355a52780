"""Words with a fixed meaning in programmes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RequirementKind(models.TextChoices):
    ALL = "all", _("all of")
    AT_LEAST = "at_least", _("at least")
    MODULE = "module", _("module")


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
