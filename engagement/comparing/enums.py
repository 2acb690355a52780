"""What a trust can agree to, where norms come from, and what an analyst does."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AgreementKind(models.TextChoices):
    NORMS = "norms", _("Our published results count towards norms")
    NAMED = "named", _("Our trust may be named in comparisons")


class NormSource(models.TextChoices):
    MADE = "made", _("made here")
    IMPORTED = "imported", _("imported")


class UseKind(models.TextChoices):
    OPENED = "opened", _("opened the results database")
    DOWNLOADED = "downloaded", _("downloaded figures")
