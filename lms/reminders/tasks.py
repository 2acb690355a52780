"""The clock's part in sending: plan once a day, hand over what is due."""

from __future__ import annotations

from celery import shared_task

from kernel import clock
from lms.reminders.services import forgetting, planning, sending


@shared_task(name="leadership.queue_due_sends", ignore_result=True)
def queue_due_sends() -> int:
    return sending.queue_due(now=clock.now())


@shared_task(name="leadership.plan_sends", ignore_result=True)
def plan_sends() -> int:
    return planning.plan_due_reminders(now=clock.now())


@shared_task(name="leadership.forget_sent_words", ignore_result=True)
def forget_sent_words() -> int:
    return forgetting.forget_words(now=clock.now())
