"""Who works at one organisation at a time."""

from __future__ import annotations

from lms.organisations.models import Organisation


def lock_organisation(organisation_id: int) -> Organisation:
    """Whoever writes new people into an organisation's books, or its look, goes one after another.

    Taken before the lock of a contract.
    """
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)
