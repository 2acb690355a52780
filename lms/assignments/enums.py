"""The states of work that was handed in, and the places of its markers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    SUBMITTED = "submitted", _("handed in")
    MARKING = "marking", _("being marked")
    TO_AGREE = "to_agree", _("marks to be agreed")
    RETURNED = "returned", _("returned for changes")
    PASSED = "passed", _("passed")
    FAILED = "failed", _("not passed")


WAITING = (State.SUBMITTED, State.MARKING, State.TO_AGREE)
"""It is with the markers: the doctor can read it and not change it."""

MARKED = (State.RETURNED, State.PASSED, State.FAILED)


class Place(models.IntegerChoices):
    """Of a marking: the first or second marker's, or the mark that both have agreed on."""

    FIRST = 1, _("first marker")
    SECOND = 2, _("second marker")
    AGREED = 3, _("agreed mark")
