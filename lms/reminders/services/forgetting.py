"""Deleting the words of mails that went long ago: they name a person and what they had to do."""

from __future__ import annotations

from datetime import datetime, timedelta

from kernel.conf import setting
from lms.reminders.models import SentWords

DAYS = 400
"""A year and a month: an appraisal looks back a year."""


def forget_words(*, now: datetime) -> int:
    """One statement, whatever the number; returns how many mails lost their words."""
    before = now - timedelta(days=setting("LEADERSHIP_SENT_WORDS_DAYS", DAYS))
    old = SentWords.objects.unscoped(reason="the words of old mails are deleted").filter(kept_at__lt=before)
    deleted, _tables = old.delete()
    return int(deleted)
