"""How far an improvement is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Progress(models.TextChoices):
    PLANNED = "planned", _("planned")
    UNDER_WAY = "under_way", _("under way")
    DONE = "done", _("done")
    DROPPED = "dropped", _("dropped")
