"""Forgetting people who were introduced by an organisation and never answered.

The row stays, because an enrolment and the audit trail point at it; nothing in it says who it was.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import F
from django.db.models.functions import Greatest

from lms.people.models import GradePeriod, Membership, Person, RolePeriod, StagePeriod

REASON = "erasing what somebody said of people who never answered"


def forget(person_ids: Collection[int], *, on: date) -> None:
    """Names, number, addresses and careers go; the organisation no longer sees them from that day on."""
    for history in (GradePeriod, StagePeriod, RolePeriod):
        history.objects.unscoped(reason=REASON).filter(person_id__in=person_ids).delete()
    memberships = Membership.objects.unscoped(reason=REASON).filter(person_id__in=person_ids)
    memberships.update(email="")
    running = memberships.filter(ends_on__isnull=True)
    running.update(ends_on=Greatest(F("starts_on"), on - timedelta(days=1)))
    Person.objects.unscoped(reason=REASON).filter(pk__in=person_ids).update(
        given_name="", family_name="", gmc_number=""
    )
