"""What workers and the clock do for the Studio."""

from __future__ import annotations

from celery import shared_task

from kernel import clock
from kernel.conf import setting
from programmes.review.overdue import remind_about_overdue
from programmes.services import links


@shared_task(name="leadership.remind_reviewers", ignore_result=True)
def remind_reviewers() -> int:
    return remind_about_overdue(now=clock.now())


@shared_task(name="leadership.check_links", ignore_result=True)
def check_links() -> int:
    """Only where the site says that it may ask for addresses elsewhere."""
    if not setting("LEADERSHIP_CHECK_LINKS", False):
        return 0
    return links.check_links(clock=clock.now)
