"""What is published is what was approved."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask, TaskState, Workflow, WorkflowContentType, WorkflowTask

from programmes.models import Module, ModuleText, ModuleVersion
from programmes.models.drafts import StaleRevision
from programmes.services.authoring import publish_draft
from tests.factories.programmes import make_module, module_version
from tests.programmes.conftest import make_designer
from tests.programmes.forms import form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(db: None) -> Any:
    user = make_designer("reviewer@site.example")
    user.groups.add(Group.objects.create(name="Reviewers"))  # type: ignore[attr-defined]
    return user


def approval(name: str) -> GroupApprovalTask:
    task = GroupApprovalTask.objects.create(name=name)
    task.groups.add(Group.objects.get(name="Reviewers"))
    return task


@pytest.fixture
def workflow(reviewer: Any) -> Workflow:
    found = Workflow.objects.create(name="Review")
    WorkflowTask.objects.create(workflow=found, task=approval("Look at it"), sort_order=0)
    content_type = ContentType.objects.get_for_model(Module)
    WorkflowContentType.objects.create(workflow=found, content_type=content_type)
    return found


@pytest.fixture
def module(workflow: Workflow, designer: Any) -> Module:
    """A draft that waits for approval."""
    draft = make_module("Meetings", publish=False)
    workflow.start(draft, designer)
    return draft


def edit(module: Module, title: str, user: Any = None) -> Any:
    module.title = title
    return module.save_revision(user=user, log_action=True)


def approve(module: Module, user: Any) -> None:
    Module.objects.get(pk=module.pk).current_workflow_task_state.approve(user=user)


def test_approving_publishes_what_was_submitted(module: Module, reviewer: Any) -> None:
    approve(module, reviewer)

    assert (module_version(module).title, module_version(module).published_by) == ("Meetings", reviewer)
    assert Module.objects.get().live


def test_a_draft_changed_since_it_was_submitted_is_refused(module: Module, reviewer: Any) -> None:
    edit(module, "Something else")

    with pytest.raises(StaleRevision, match="the draft has changed since it was approved"):
        approve(module, reviewer)

    assert not ModuleVersion.objects.exists()
    held = Module.objects.get()
    assert (held.live, held.current_workflow_state.status) == (False, "in_progress")
    assert TaskState.objects.get().status == "in_progress"


def test_the_same_words_saved_again_are_not_a_change(module: Module, reviewer: Any) -> None:
    edit(module, "Meetings")

    approve(module, reviewer)

    assert module_version(module).number == 1


def test_every_step_must_have_signed_the_same_words(
    workflow: Workflow, module: Module, reviewer: Any
) -> None:
    second = approval("Look again")
    WorkflowTask.objects.create(workflow=workflow, task=second, sort_order=1)
    approve(module, reviewer)
    revision = edit(module, "Changed between the two")
    TaskState.objects.filter(task=second).update(revision=revision)

    with pytest.raises(StaleRevision):
        approve(module, reviewer)
    assert not ModuleVersion.objects.exists()


def test_autosave_does_not_write_over_what_waits_for_approval(module: Module, designer: Any) -> None:
    submitted = TaskState.objects.get().revision
    module.title = "Something else"
    saved = module.save_revision(user=designer, overwrite_revision=module.latest_revision)

    assert saved.pk != submitted.pk
    submitted.refresh_from_db()
    assert submitted.content["title"] == "Meetings"


def test_autosave_writes_over_its_own_revision_otherwise(designer: Any) -> None:
    module = make_module(publish=False)
    first = edit(module, "One", designer)
    module.title = "Two"

    assert module.save_revision(user=designer, overwrite_revision=first).pk == first.pk


def test_publishing_later_changes_needs_no_new_workflow(module: Module, reviewer: Any, designer: Any) -> None:
    approve(module, reviewer)
    module.refresh_from_db()
    edit(module, "Better meetings").publish(user=designer)

    assert list(ModuleText.objects.order_by("minor").values_list("title", flat=True)) == [
        "Meetings",
        "Better meetings",
    ]


def test_approving_in_the_admin_says_why_it_was_refused(
    client: Client, module: Module, reviewer: Any
) -> None:
    edit(module, "Something else")
    client.force_login(reviewer)
    state = TaskState.objects.get()
    address = reverse(
        Module.snippet_viewset.get_url_name("workflow_action"), args=[module.pk, "approve", state.pk]
    )

    page = client.post(address, {"comment": ""}, follow=True)

    assert "the draft has changed since it was approved" in page.content.decode()
    assert not ModuleVersion.objects.exists()
    assert TaskState.objects.get().status == "in_progress"


def test_whoever_approves_from_the_editor_signs_what_they_send(
    client: Client, module: Module, reviewer: Any
) -> None:
    client.force_login(reviewer)
    address = reverse(Module.snippet_viewset.get_url_name("edit"), args=[module.pk])
    form = form_of(client.get(address)) | {
        "title": "Meetings, corrected",
        "action-workflow-action": "true",
        "workflow-action-name": "approve",
    }

    client.post(address, form)

    assert module_version(module).title == "Meetings, corrected"


def test_the_editor_refuses_to_sign_over_a_newer_draft(client: Client, module: Module, reviewer: Any) -> None:
    client.force_login(reviewer)
    address = reverse(Module.snippet_viewset.get_url_name("edit"), args=[module.pk])
    form = form_of(client.get(address)) | {
        "action-workflow-action": "true",
        "workflow-action-name": "approve",
    }
    edit(module, "Something else")

    page = client.post(address, form)

    assert "somebody has saved a newer draft since you opened this page" in page.content.decode()
    assert not ModuleVersion.objects.exists()
    assert Module.objects.get().get_latest_revision().content["title"] == "Something else"


def test_what_the_editor_saved_by_itself_is_no_newer_draft(studio: Client, designer: Any) -> None:
    module = make_module("Meetings", publish=False)
    address = reverse(Module.snippet_viewset.get_url_name("edit"), args=[module.pk])
    form = form_of(studio.get(address)) | {"title": "Better meetings", "action-publish": "true"}
    edit(module, "Better mee", designer)

    assert studio.post(address, form).status_code == 302
    assert module_version(module).title == "Better meetings"


def test_publishing_without_a_workflow_is_left_to_who_may_publish(designer: Any) -> None:
    module = make_module(publish=False)
    publish_draft(module, user=designer)

    assert Permission.objects.filter(group__user=designer, codename="publish_module").exists()
    assert module_version(module).published_by == designer
