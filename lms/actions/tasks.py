"""What the clock asks for that is an action."""

from __future__ import annotations

from celery import shared_task

from kernel import clock
from lms.actions import evidence_mail, list_work  # noqa: F401 -- they register the handlers of their topics
from lms.actions.base import Context
from lms.actions.enrolment import expire_invitations
from lms.actions.importing import purge_lists
from lms.actions.invitations import purge_unanswered


@shared_task(name="leadership.expire_invitations", ignore_result=True)
def expire() -> int:
    return expire_invitations(Context.system("the hourly expiry of invitations", now=clock.now()))


@shared_task(name="leadership.purge_lists", ignore_result=True)
def purge_old_lists() -> int:
    """In parts, so that no transaction holds many rows for long."""
    purged = 0
    while part := purge_lists(Context.system("the daily purge of old lists", now=clock.now())):
        purged += part
    return purged


@shared_task(name="leadership.purge_unanswered", ignore_result=True)
def purge_who_never_answered() -> int:
    """In parts, for the same reason."""
    forgotten = 0
    while part := purge_unanswered(Context.system("the daily purge of invitations", now=clock.now())):
        forgotten += part
    return forgotten
