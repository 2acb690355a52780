"""Giving and withdrawing what a trust agrees to."""

from __future__ import annotations

from datetime import datetime

from engagement.comparing.enums import AgreementKind
from engagement.comparing.models import Agreement
from lms.organisations.models import Organisation

REASON = "what a trust agrees to"


def say(
    organisation: Organisation, kind: AgreementKind, *, is_given: bool, user_id: int | None, now: datetime
) -> Agreement | None:
    """None where nothing changes. The organisation is locked by the caller."""
    rows = Agreement.objects.unscoped(reason=REASON).filter(organisation=organisation, kind=kind)
    before = rows.order_by("-pk").first()
    if (before is not None and before.is_given) == is_given:
        return None
    return Agreement.objects.unscoped(reason=REASON).create(
        organisation=organisation, kind=kind, is_given=is_given, at=now, by_id=user_id
    )
