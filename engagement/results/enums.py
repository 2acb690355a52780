"""What is measured, and why a figure is not told."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MeasureKind(models.TextChoices):
    INDEX = "index", _("index")
    META = "meta", _("theme")
    SUB = "sub", _("side of a theme")


class HeldBack(models.TextChoices):
    """One reason for all: which of its parts holds would itself say something about the answers."""

    PROTECTS = (
        "protects",
        _("Held back: it would speak of too few people, or of people who all answered alike."),
    )
