"""The closed lists of questionnaires."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Licence(models.TextChoices):
    """Whether anybody may read the words, or only who is asked and who works with them here."""

    OPEN = "open", _("Open: anybody may read its words")
    LICENSED = "licensed", _("Licensed: its words are not public")


class VersionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


class Kind(models.TextChoices):
    """What a sub-scale is about: what the organisation makes possible, or what doctors themselves do."""

    ORGANISATION = "organisation", _("Organisation")
    INDIVIDUAL = "individual", _("Individual")


class Part(models.TextChoices):
    """What some words of a questionnaire are."""

    TITLE = "title", _("Title")
    INTRODUCTION = "introduction", _("Introduction")
    INDEX = "index", _("Name of the index")
    BAND = "band", _("Name of a band")
    POINT = "point", _("Answer")
    CANNOT_SAY = "cannot_say", _("Answer that is none")
    META_SCALE = "meta_scale", _("Theme")
    SUB_SCALE = "sub_scale", _("Side of a theme")
    ITEM = "item", _("Statement")
    MANAGERS = "managers", _("Statement for managers")
