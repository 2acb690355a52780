"""A mail to those who are asked to sign, with the way to it and the last day: Wagtail's own has neither."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from wagtail.admin.mail import GroupApprovalTaskStateSubmissionEmailNotifier
from wagtail.models import TaskState
from wagtail.signals import task_submitted

from kernel import clock, outbox
from kernel.models import OutboxMessage
from programmes.models import SignOffTask
from programmes.review.mails import mail_to, open_step

TOPIC = "programmes.review_asked"
WAGTAILS = "group_approval_task_submitted_email_notification"
"""The name under which Wagtail listens: one listens under it, whoever comes first."""


class Notifier(GroupApprovalTaskStateSubmissionEmailNotifier):
    """Wagtail's own for its approvals; for a sign-off a promise in the outbox."""

    def __call__(self, instance: TaskState | None = None, **kwargs: Any) -> bool:
        if instance is None or not isinstance(instance.task.specific, SignOffTask):
            return bool(super().__call__(instance=instance, **kwargs))
        user = kwargs.get("user")
        payload = {"task_state": instance.pk, "by": user.pk if user else None}
        outbox.emit(TOPIC, payload, key=f"{TOPIC}:{instance.pk}", now=clock.now())
        return True


notifier = Notifier()


def listen() -> None:
    task_submitted.disconnect(sender=TaskState, dispatch_uid=WAGTAILS)
    task_submitted.connect(notifier, sender=TaskState, dispatch_uid=WAGTAILS)


@outbox.handler(TOPIC)
def tell(message: OutboxMessage, now: datetime) -> None:
    """To those whom Wagtail would tell, as their account says; not of what has been answered meanwhile."""
    step = open_step(message.payload["task_state"])
    if step is None:
        return
    users: Any = get_user_model()._default_manager
    by = users.filter(pk=message.payload["by"]).first()
    row, task = step
    for user in sorted(notifier.get_valid_recipients(row, user=by), key=lambda each: each.pk):
        mail_to(user, "review_asked", row, task).send()
