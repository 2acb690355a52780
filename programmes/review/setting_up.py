"""The workflow of the three roles: made once, given to modules and programmes, or taken from them."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Workflow, WorkflowContentType, WorkflowTask

from programmes.enums import SignOffRole
from programmes.models import Module, Programme, SignOffTask

WORKFLOW = "Programme review"
GROUPS = {
    SignOffRole.REVIEWER: "Programme reviewers",
    SignOffRole.CLINICAL_LEAD: "Clinical leads",
    SignOffRole.PUBLISHER: "Programme publishers",
}
DAYS = {SignOffRole.REVIEWER: 10, SignOffRole.CLINICAL_LEAD: 10, SignOffRole.PUBLISHER: 5}


@transaction.atomic
def make_workflow() -> Workflow:
    """Reviewer, clinical lead, publisher, one after the other. What is there stays as somebody changed it."""
    workflow, made = Workflow.objects.get_or_create(name=WORKFLOW)
    if made:
        for place, role in enumerate(SignOffRole):
            task = SignOffTask.objects.create(name=GROUPS[role], role=role, days=DAYS[role])
            task.groups.add(Group.objects.get(name=GROUPS[role]))
            WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=place)
    return workflow


@transaction.atomic
def require_sign_off(*, required: bool = True) -> None:
    """From now on modules and programmes are published by signatures only, or again by whoever may."""
    content_types = ContentType.objects.get_for_models(Module, Programme).values()
    workflow = make_workflow()
    if not required:
        WorkflowContentType.objects.filter(workflow=workflow, content_type__in=content_types).delete()
        return
    for each in content_types:
        WorkflowContentType.objects.update_or_create(content_type=each, defaults={"workflow": workflow})
