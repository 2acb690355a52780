"""Kinds of evidence, and where it is between a draft and the archive."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    DOCUMENT = "document", _("document")
    LINK = "link", _("link")
    REFLECTION = "reflection", _("reflection")
    CERTIFICATE = "certificate", _("certificate")
    PROJECT = "project", _("project")


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    KEPT = "kept", _("kept")
    ARCHIVED = "archived", _("in the archive")
    REMOVED = "removed", _("being removed")
    """Only within the transaction that takes the row away: what it was is let go with it."""


SHOWN = (State.DRAFT, State.KEPT)
