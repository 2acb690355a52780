"""Showing one version to one named person for a time."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from lms.portfolio import tokens
from lms.portfolio.models import EvidenceItem, EvidenceShare
from lms.portfolio.services.evidence import OWN, pin_latest


def begin(
    item: EvidenceItem, *, name: str, address: str, language: str, until: datetime, now: datetime
) -> EvidenceShare:
    """The version of today is shown: what is written later is not, until it is shared again."""
    uid = uuid.uuid4()
    _token, token_hash = tokens.new(uid)
    share: EvidenceShare = EvidenceShare.objects.create(
        uid=uid,
        version=pin_latest(item, now=now),
        name=name,
        address=address,
        language=language,
        token_hash=token_hash,
        starts_at=now,
        ends_at=until,
    )
    return share


def end(share: EvidenceShare, *, now: datetime) -> bool:
    if share.ended_at is not None:
        return False
    share.ended_at = now
    share.save(update_fields=["ended_at"])
    return True


def end_all(item: EvidenceItem, *, now: datetime) -> int:
    """What is no longer kept is shown to nobody."""
    rows = EvidenceShare.objects.unscoped(reason=OWN).filter(version__item=item, ended_at__isnull=True)
    ended: int = rows.update(ended_at=now)
    return ended


def open_shares(item: EvidenceItem, *, now: datetime) -> int:
    rows = EvidenceShare.objects.unscoped(reason=OWN)
    count: int = rows.filter(version__item=item, ended_at__isnull=True, ends_at__gt=now).count()
    return count


def count_day(share: EvidenceShare, *, on: date) -> bool:
    """That it was opened on this day: once, however often."""
    if share.opened_on is not None and share.opened_on >= on:
        return False
    share.opened_on = on
    share.opened_days += 1
    share.save(update_fields=["opened_on", "opened_days"])
    return True
