"""States of a wave, and who is asked."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WaveState(models.TextChoices):
    DRAFT = "draft", _("being prepared")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")


class Respondents(models.TextChoices):
    """Whom the instrument compares: they are never put together."""

    DOCTORS = "doctors", _("doctors")
    MANAGERS = "managers", _("managers")


class Channel(models.TextChoices):
    EMAIL = "email", _("e-mail")
    LETTER = "letter", _("letter")


class EnvelopeKind(models.TextChoices):
    ANSWERS = "answers", _("answers")
    WORDS = "words", _("words")
