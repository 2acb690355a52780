"""Words with a fixed meaning in programmes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RequirementKind(models.TextChoices):
    ALL = "all", _("all of")
    AT_LEAST = "at_least", _("at least")
    MODULE = "module", _("module")


class ReminderKind(models.TextChoices):
    BEFORE_DUE = "before_due", _("before the due date")
