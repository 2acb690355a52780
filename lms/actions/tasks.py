"""What the clock asks for that is an action."""

from __future__ import annotations

from celery import shared_task

from kernel import clock
from lms.actions.base import Context
from lms.actions.enrolment import expire_invitations


@shared_task(name="leadership.expire_invitations", ignore_result=True)
def expire() -> int:
    return expire_invitations(Context.system("the hourly expiry of invitations", now=clock.now()))
