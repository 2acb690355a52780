"""A mail about each sign-off that is overdue: to those who should sign, and to whoever asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.admin.utils import quote
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from wagtail.models import TaskState

from kernel import outbox
from kernel.conf import site_address
from kernel.models import OutboxMessage
from programmes.models import SignOffTask
from programmes.models.drafts import PublishedSnippet
from programmes.review.signing import deadline, waiting

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
    rows = TaskState.objects.select_related("workflow_state__requested_by", "task")
    row = rows.filter(pk=message.payload["task_state"], status=TaskState.STATUS_IN_PROGRESS).first()
    task = SignOffTask.objects.filter(pk=row.task_id).first() if row else None
    draft = row.workflow_state.content_object if row else None
    if row is None or task is None or draft is None:
        return
    for user in _recipients(task, row):
        _mail(user, draft, task, row).send()


def _recipients(task: SignOffTask, row: TaskState) -> Iterable[Any]:
    users: Any = get_user_model()._default_manager
    signing = users.filter(groups__in=task.groups.all(), is_active=True)
    asked = users.filter(pk=row.workflow_state.requested_by_id, is_active=True)
    found: Iterable[Any] = (signing | asked).exclude(email="").distinct().order_by("pk")
    return found


def _mail(user: Any, draft: PublishedSnippet, task: SignOffTask, row: TaskState) -> EmailMessage:
    address = reverse(type(draft).snippet_viewset.get_url_name("edit"), args=[quote(draft.pk)])
    context = {
        "draft": draft,
        "kind": draft._meta.verbose_name,
        "role": task.get_role_display(),
        "asked_by": row.workflow_state.requested_by,
        "answer_by": deadline(row, task),
        "signs": user.pk != row.workflow_state.requested_by_id,
        "url": site_address() + address,
    }
    profile = getattr(user, "wagtail_userprofile", None)
    with translation.override((profile and profile.preferred_language) or settings.LANGUAGE_CODE):
        subject, _blank, body = render_to_string(
            "leadership/programmes/mail/review_overdue.txt", context
        ).partition("\n")
        return EmailMessage(subject.strip(), body.strip() + "\n", to=[user.email])
