"""The clock's part in reviewing."""

from __future__ import annotations

from celery import shared_task

from kernel import clock
from programmes.review.overdue import remind_about_overdue


@shared_task(name="leadership.remind_reviewers", ignore_result=True)
def remind_reviewers() -> int:
    return remind_about_overdue(now=clock.now())
