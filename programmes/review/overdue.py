"""A mail about each sign-off that is overdue: to those who should sign, and to whoever asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from wagtail.models import TaskState

from kernel import outbox
from kernel.models import OutboxMessage
from programmes.models import SignOffTask
from programmes.review.mails import mail_to, open_step
from programmes.review.signing import waiting

TOPIC = "programmes.review_overdue"


def remind_about_overdue(*, now: datetime) -> int:
    """Promise one mail for each overdue sign-off: asking again the same day or later promises none anew."""
    late = [each for each in waiting(now=now) if each.overdue]
    promised = [({"task_state": each.state_id}, f"{TOPIC}:{each.state_id}") for each in late]
    if promised:
        outbox.emit_many(TOPIC, promised, now=now)
    return len(promised)


@outbox.handler(TOPIC)
def tell(message: OutboxMessage, now: datetime) -> None:
    """Looks again: what has been answered meanwhile needs no mail."""
    step = open_step(message.payload["task_state"])
    if step is None:
        return
    row, task = step
    for user in _recipients(task, row):
        mail_to(user, "review_overdue", row, task).send()


def _recipients(task: SignOffTask, row: TaskState) -> Iterable[Any]:
    users: Any = get_user_model()._default_manager
    signing = users.filter(groups__in=task.groups.all(), is_active=True)
    asked = users.filter(pk=row.workflow_state.requested_by_id, is_active=True)
    found: Iterable[Any] = (signing | asked).exclude(email="").distinct().order_by("pk")
    return found
