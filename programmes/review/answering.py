"""In the editor: an answer is given once, to what was asked when the page was opened."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.models import TaskState

from programmes.addresses import REVIEW
from programmes.models import SignOffTask
from programmes.models.drafts import PublishedSnippet
from programmes.models.review import AlreadyAnswered
from programmes.review.signing import Signatures, signatures_of

ASKED = "leadership-asked"
"""The field that names the step which the page was opened for."""


class Answering:
    """For the edit view of drafts."""

    request: HttpRequest
    object: Any
    new_revision: Any
    action: str
    workflow_action: str
    produced_error_code: str | None
    produced_error_message: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever has answered may not open the editor any more, and pressed the button twice perhaps."""
        asked = self._asked_of
        if asked and not self._is_open(asked) and asked.finished_by_id == request.user.pk:
            messages.success(request, outcome(self.object, asked))
            return redirect(reverse(REVIEW))
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response

    @property
    def _asked_of(self) -> TaskState | None:
        key = self.request.POST.get(ASKED, "")
        if "action-workflow-action" not in self.request.POST or not key.isdecimal() or len(key) > 18:
            return None
        steps = TaskState.objects.filter(task__in=SignOffTask.objects.all())
        return steps.filter(pk=int(key), workflow_state__object_id=str(self.object.pk)).first()

    def _is_open(self, asked: TaskState) -> bool:
        current = self.object.current_workflow_task_state
        return current is not None and current.pk == asked.pk

    def is_valid(self, form: Any) -> bool:
        asked = self._asked_of
        if asked and not self._is_open(asked):
            self.produced_error_code = "invalid_revision"
            self.produced_error_message = str(AlreadyAnswered())
            return False
        return bool(super().is_valid(form))  # type: ignore[misc]

    @transaction.atomic
    def workflow_action_action(self) -> None:
        """Whoever approves from the editor signs what they have just sent, not what was submitted."""
        state = self.object.current_workflow_task_state
        if self.workflow_action == "approve" and state is not None:
            TaskState.objects.filter(pk=state.pk).update(revision=self.new_revision)
        super().workflow_action_action()  # type: ignore[misc]

    def get_success_message(self, instance: Any = None) -> str:
        asked = self._asked_of
        if self.action == "workflow-action" and asked:
            return outcome(self.object, asked)
        said: str = super().get_success_message(instance)  # type: ignore[misc]
        return said

    def get_success_url(self) -> str:
        if self.action == "workflow-action":
            return reverse(REVIEW)
        return str(super().get_success_url())  # type: ignore[misc]

    def get_success_buttons(self) -> list[Button]:
        """Whoever has answered may not be allowed to open it any more."""
        if self.action == "workflow-action":
            return []
        return list(super().get_success_buttons())  # type: ignore[misc]


def outcome(draft: PublishedSnippet, asked: TaskState) -> str:
    """What came of an answer, and what happens next."""
    answered = TaskState.objects.get(pk=asked.pk)
    values = {"title": str(draft), "role": SignOffTask.objects.get(pk=asked.task_id).get_role_display()}
    if answered.status != TaskState.STATUS_APPROVED:
        return _("“%(title)s” went back with your comment; whoever asked for signatures is told.") % values
    said = _("You signed “%(title)s” as %(role)s.") % values
    held: PublishedSnippet = type(draft)._default_manager.get(pk=draft.pk)
    now = signatures_of(held)
    return f"{said} {_next(now) if now else _published(held)}"


def _published(draft: PublishedSnippet) -> str:
    if draft.approved_schedule:
        return _("All have signed: it is published at the time that was chosen.")
    return _("All have signed: it is published.") if draft.live else ""


def _next(now: Signatures) -> str:
    values = {"role": now.waits_for}
    if now.taken_back:
        return _("The words have changed since others signed, so it waits for %(role)s again.") % values
    return _("Now it waits for %(role)s.") % values if now.waits_for else ""
