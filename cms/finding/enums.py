"""What there is to find, in the order in which it is offered."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    DELIVERABLE = "deliverable", _("Deliverables")
    GOOD_PRACTICE = "good_practice", _("Good practice")
    BEHAVIOUR = "behaviour", _("Behaviours")
    PROGRAMME = "programme", _("Programmes")
    COMPETENCE = "competence", _("Competences")
    STUDY = "study", _("Studies")
    NEWS = "news", _("News")
    EVENT = "event", _("Events")
    PERSON = "person", _("People")
    FAQ = "faq", _("Questions and answers")
    PAGE = "page", _("Other pages")


ENGLISH, WELSH = "en-gb", "cy"
