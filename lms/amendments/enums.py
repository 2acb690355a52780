"""Words with a fixed meaning where people are moved."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    MOVING = "moving", _("moving")
    MOVED = "moved", _("moved")
    GOING_BACK = "going_back", _("going back")
    TAKEN_BACK = "taken_back", _("taken back")


class CaseState(models.TextChoices):
    OPEN = "open", _("to be decided")
    MOVED = "moved", _("moved")
    STAYED = "stayed", _("stayed")


class Doubt(models.TextChoices):
    """Why somebody was not moved with the others."""

    BEGUN = "begun", _("has begun something that the new version does not hold")
    DRAFT = "draft", _("has unfinished work in an activity that the new version does not hold")


class Suggestion(models.TextChoices):
    """What a person is offered to decide; the first is what is suggested for work that is nearly done."""

    RECOGNISE = "recognise", _("move, and let what was begun count as done")
    MOVE = "move", _("move, and begin it anew")
    STAY = "stay", _("stay on the present version")
