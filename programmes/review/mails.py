"""The mails about one signature: each in its reader's language, with the way to the draft."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from wagtail.models import TaskState

from kernel.conf import site_address
from programmes.addresses import REVIEW
from programmes.comparing.views import address_of as compare_address
from programmes.models import SignOffTask
from programmes.review.signing import deadline, edit_address, named


def open_step(key: int) -> tuple[TaskState, SignOffTask] | None:
    """None for what has been answered meanwhile, and for what is not there any more."""
    rows = TaskState.objects.select_related("workflow_state__requested_by", "task")
    row = rows.filter(pk=key, status=TaskState.STATUS_IN_PROGRESS).first()
    task = SignOffTask.objects.filter(pk=row.task_id).first() if row else None
    if row is None or task is None or row.workflow_state.content_object is None:
        return None
    return row, task


def mail_to(user: Any, template: str, row: TaskState, task: SignOffTask) -> EmailMessage:
    draft = row.workflow_state.content_object
    compare = compare_address(draft) if draft.first_published_at else ""
    context = {
        "draft": draft,
        "kind": draft._meta.verbose_name,
        "role": task.get_role_display(),
        "asked_by": named(row.workflow_state.requested_by),
        "answer_by": deadline(row, task),
        "signs": user.pk != row.workflow_state.requested_by_id,
        "url": site_address() + edit_address(draft),
        "waiting_url": site_address() + reverse(REVIEW),
        "compare_url": compare and site_address() + compare,
    }
    profile = getattr(user, "wagtail_userprofile", None)
    with translation.override((profile and profile.preferred_language) or settings.LANGUAGE_CODE):
        said = render_to_string(f"leadership/programmes/mail/{template}.txt", context)
    subject, _blank, body = said.partition("\n")
    return EmailMessage(subject.strip(), body.strip() + "\n", to=[user.email])
