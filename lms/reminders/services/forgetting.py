"""Deleting the words of mails that went long ago, and all that mails say of people who are forgotten."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from kernel.conf import setting
from lms.reminders.models import Delivery, RefusedAddress, SentWords

DAYS = 400
"""A year and a month: an appraisal looks back a year."""


def forget_words(*, now: datetime) -> int:
    """One statement, whatever the number; returns how many mails lost their words."""
    before = now - timedelta(days=setting("LEADERSHIP_SENT_WORDS_DAYS", DAYS))
    old = SentWords.objects.unscoped(reason="the words of old mails are deleted").filter(kept_at__lt=before)
    deleted, _tables = old.delete()
    return int(deleted)


def forget_people(person_ids: Collection[int]) -> None:
    """Their mails stay as planned, sent or not; words and addresses go."""
    reason = "erasing what somebody said of people who never answered"
    theirs = {"planned_send__recipient_id__in": person_ids}
    SentWords.objects.unscoped(reason=reason).filter(**theirs).delete()
    Delivery.objects.unscoped(reason=reason).filter(**theirs).update(address="", last_error="")
    RefusedAddress.objects.unscoped(reason=reason).filter(person_id__in=person_ids).delete()
