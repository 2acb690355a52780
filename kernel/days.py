"""Which days make sense: none from before living memory, none that arithmetic carries off the calendar."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

FIRST = date(1900, 1, 1)
LAST = date(2100, 12, 31)
LAST_DERIVED = date(2999, 12, 31)
"""For days that follow from others: a start, a number of days, an absence."""
SENTENCE = _("Give a day between 1900 and 2100.")


def check_day(value: date) -> None:
    """For forms; the models' constraints say the same to whoever writes past them."""
    if not FIRST <= value <= LAST:
        raise ValidationError(SENTENCE, code="day_out_of_bounds")


def days_in_bounds(name: str, *fields: str, last: date = LAST) -> models.CheckConstraint:
    """A constraint for a model's dates; an empty one is in bounds."""
    condition = Q()
    for field in fields:
        condition &= Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__range": (FIRST, last)})
    return models.CheckConstraint(name=name, condition=condition, violation_error_message=SENTENCE)
