"""Addresses that the mail server will not take mail to, each of one person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from lms.reminders.models import RefusedAddress

REASON = "which addresses of these people were refused"
TRIED_AGAIN_AFTER = timedelta(days=30)
"""A refused address is left alone for so long; servers change their minds."""


def note(person_id: int, address: str, *, now: datetime) -> None:
    """The server has just refused it for good."""
    rows = RefusedAddress.objects.unscoped(reason=REASON)
    rows.update_or_create(
        person_id=person_id, address=address.lower(), ended_at=None, defaults={"refused_at": now}
    )


def end(person_id: int, *, now: datetime) -> int:
    """Mail goes to the person again, or somebody has another try by hand; returns how many that ended."""
    rows = RefusedAddress.objects.unscoped(reason=REASON).filter(person_id=person_id, ended_at__isnull=True)
    return rows.update(ended_at=now)


class Refusals:
    """What stands against these people's addresses, read at once."""

    def __init__(self, person_ids: Collection[int]) -> None:
        rows = RefusedAddress.objects.unscoped(reason=REASON)
        standing = rows.filter(person_id__in=person_ids, ended_at__isnull=True)
        self._since = {
            (person_id, address): at
            for person_id, address, at in standing.values_list("person_id", "address", "refused_at")
        }

    def forbid(self, person_id: int, address: str, *, now: datetime) -> bool:
        at = self._since.get((person_id, address.lower()))
        return at is not None and at > now - TRIED_AGAIN_AFTER

    def refused(self, person_id: int, address: str, *, now: datetime) -> None:
        note(person_id, address, now=now)
        self._since[person_id, address.lower()] = now

    def accepted(self, person_id: int, *, now: datetime) -> None:
        """One statement, and only for those against whom something stands."""
        if any(person == person_id for person, _address in self._since):
            end(person_id, now=now)
