"""Where learning took place, what it was, and what a scheme may ask of either."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Setting(models.TextChoices):
    EXTERNAL = "external", _("external")
    INTERNAL = "internal", _("internal")
    PERSONAL = "personal", _("personal")


class Kind(models.TextChoices):
    EVENT = "event", _("course, meeting or conference")
    DISTANCE = "distance", _("approved distance learning")
    DEGREE = "degree", _("master’s degree or diploma")
    TEACHING = "teaching", _("teaching or research")
    EXAMINING = "examining", _("examining")
    AUDIT = "audit", _("audit or quality improvement")
    READING = "reading", _("reading and private study")
    OTHER = "other", _("something else")


class Direction(models.TextChoices):
    AT_LEAST = "at_least", _("at least")
    AT_MOST = "at_most", _("at most")
    WELCOME = "welcome", _("recommended")


ABOUT = [*Setting.choices, *Kind.choices]
"""What a limit is about: a setting or a kind. Their codes have nothing in common."""
