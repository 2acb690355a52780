"""Publishing by signatures: reviewer, clinical lead and publisher sign the same words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry, TaskState, Workflow, WorkflowTask

from kernel import clock, outbox
from kernel.models import OutboxMessage
from programmes.enums import SignOffRole
from programmes.models import Module, ModuleVersion, Programme, SignOffTask
from programmes.models.drafts import NotSignedOff
from programmes.models.review import TAKEN_BACK, AlreadyAnswered
from programmes.review import asked, overdue
from programmes.review.answering import ASKED
from programmes.review.setting_up import GROUPS, require_sign_off
from programmes.review.signing import missing_roles, roles_wanted, sent_back, signatures_of, waiting
from programmes.services.authoring import publish_draft
from tests.factories.programmes import make_module
from tests.programmes.conftest import make_designer
from tests.programmes.forms import form_of

pytestmark = pytest.mark.django_db
REVIEW = "/admin/studio/review/"
ROLES = tuple(SignOffRole)


def somebody(role: SignOffRole) -> Any:
    user = make_designer(f"{role.value}@site.example")
    user.groups.set([Group.objects.get(name=GROUPS[role])])  # type: ignore[attr-defined]
    return user


@pytest.fixture
def signing(db: None) -> dict[SignOffRole, Any]:
    require_sign_off()
    return {role: somebody(role) for role in ROLES}


def submitted(module: Module, user: Any) -> Module:
    module.get_workflow().start(module, user)
    return Module.objects.get(pk=module.pk)


def sign(module: Module, user: Any) -> None:
    state = Module.objects.get(pk=module.pk).current_workflow_task_state
    state.task.specific.on_action(state, user, "approve")


def test_the_last_signature_publishes(signing: dict[SignOffRole, Any], designer: Any) -> None:
    module = submitted(make_module("Meetings", publish=False), designer)
    for role in ROLES:
        assert not Module.objects.get(pk=module.pk).live
        sign(module, signing[role])
    assert Module.objects.get(pk=module.pk).live
    assert ModuleVersion.objects.get().number == 1


def test_nobody_publishes_past_the_roles(signing: dict[SignOffRole, Any], designer: Any) -> None:
    module = make_module("Meetings", publish=False)
    with pytest.raises(NotSignedOff, match="Reviewer, Clinical lead and Publisher did not sign"):
        module.latest_revision.publish(user=designer)
    submitted(module, designer)
    sign(module, signing[SignOffRole.REVIEWER])
    held = Module.objects.get(pk=module.pk)
    assert missing_roles(held, held.latest_revision) == (SignOffRole.CLINICAL_LEAD, SignOffRole.PUBLISHER)
    with pytest.raises(NotSignedOff):
        held.latest_revision.publish(user=designer)
    assert not ModuleVersion.objects.exists()


def test_a_signature_is_for_the_words_that_were_signed(
    signing: dict[SignOffRole, Any], designer: Any
) -> None:
    module = submitted(make_module("Meetings", publish=False), designer)
    sign(module, signing[SignOffRole.REVIEWER])
    module.title = "Better meetings"
    revision = module.save_revision(user=designer)
    assert missing_roles(Module.objects.get(pk=module.pk), revision) == ROLES


def test_who_signed_other_words_is_asked_again_and_the_last_signature_publishes(
    signing: dict[SignOffRole, Any], designer: Any
) -> None:
    """Also where the last one may not publish alone: the publisher has signed before."""
    module = submitted(make_module("Meetings", publish=False), designer)
    sign(module, signing[SignOffRole.REVIEWER])
    module.title = "Better meetings"
    revision = module.save_revision(user=signing[SignOffRole.CLINICAL_LEAD])
    TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).update(revision=revision)
    sign(module, signing[SignOffRole.CLINICAL_LEAD])
    now = signatures_of(Module.objects.get(pk=module.pk))
    assert now is not None
    assert (now.waits_for, now.taken_back) == ("Reviewer", True)
    assert [(each.role, each.holds) for each in now.answers] == [("Clinical lead", True), ("Reviewer", False)]
    entry = ModelLogEntry.objects.get(action=TAKEN_BACK)
    assert entry.message == "The signature as Reviewer no longer holds: the words have changed"

    # The words stay as they are now: the others' signatures hold, and the step left over is the publisher's.
    sign(module, signing[SignOffRole.REVIEWER])
    assert not ModuleVersion.objects.exists()
    sign(module, signing[SignOffRole.PUBLISHER])
    assert ModuleVersion.objects.get().title == "Better meetings"
    assert signatures_of(Module.objects.get(pk=module.pk)) is None


def test_the_last_signature_may_be_of_somebody_who_does_not_publish(
    signing: dict[SignOffRole, Any], designer: Any
) -> None:
    for order, role in enumerate((SignOffRole.PUBLISHER, SignOffRole.CLINICAL_LEAD, SignOffRole.REVIEWER)):
        WorkflowTask.objects.filter(task__in=SignOffTask.objects.filter(role=role)).update(sort_order=order)
    module = submitted(make_module("Meetings", publish=False), designer)
    for role in (SignOffRole.PUBLISHER, SignOffRole.CLINICAL_LEAD, SignOffRole.REVIEWER):
        sign(module, signing[role])
    assert ModuleVersion.objects.get().published_by == signing[SignOffRole.REVIEWER]


def test_signed_for_later_is_published_when_its_time_comes(
    signing: dict[SignOffRole, Any], designer: Any
) -> None:
    module = make_module("Meetings", publish=False)
    module.go_live_at = clock.now() + timedelta(hours=1)
    module.save_revision(user=designer)
    submitted(module, designer)
    for role in ROLES:
        sign(module, signing[role])
    held = Module.objects.get(pk=module.pk)
    assert (held.live, held.approved_schedule) == (False, True)
    assert not ModuleVersion.objects.exists()
    with time_machine.travel(clock.now() + timedelta(hours=2), tick=False):
        call_command("publish_scheduled")
    assert ModuleVersion.objects.get().title == "Meetings"


def test_an_answer_is_given_once(signing: dict[SignOffRole, Any], designer: Any) -> None:
    """By a double click nothing more happens; whoever comes too late is told."""
    module = submitted(make_module("Meetings", publish=False), designer)
    state = Module.objects.get(pk=module.pk).current_workflow_task_state
    reviewer, task = signing[SignOffRole.REVIEWER], state.task.specific
    task.on_action(state, reviewer, "reject", comment="Say why.")
    task.on_action(state, reviewer, "reject", comment="Say why.")
    with pytest.raises(AlreadyAnswered):
        task.on_action(state, reviewer, "approve")
    with pytest.raises(AlreadyAnswered):
        task.on_action(state, make_designer("other@site.example"), "reject")
    assert TaskState.objects.get().status == TaskState.STATUS_REJECTED
    assert ModelLogEntry.objects.filter(action="wagtail.workflow.reject").count() == 1


def test_nobody_signs_what_they_asked_for(signing: dict[SignOffRole, Any]) -> None:
    asks = signing[SignOffRole.REVIEWER]
    module = submitted(make_module("Meetings", publish=False), asks)
    task = module.current_workflow_task_state.task.specific
    assert [name for name, _label, _modal in task.get_actions(module, asks)] == ["reject"]
    sign(module, asks)
    assert TaskState.objects.get().status == TaskState.STATUS_IN_PROGRESS


def test_what_a_command_publishes_needs_no_signature(signing: dict[SignOffRole, Any]) -> None:
    module = make_module("Meetings", publish=False)
    publish_draft(module)
    assert ModuleVersion.objects.get().number == 1


def test_no_workflow_no_signature(designer: Any) -> None:
    module = make_module("Meetings", publish=False)
    assert roles_wanted(Module) == roles_wanted(Programme) == ()
    module.latest_revision.publish(user=designer)
    assert ModuleVersion.objects.get().number == 1


def test_the_command_requires_and_stops_requiring(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("require_sign_off")
    call_command("require_sign_off")
    assert roles_wanted(Module) == roles_wanted(Programme) == ROLES
    assert (Workflow.objects.filter(name="Programme review").count(), SignOffTask.objects.count()) == (1, 3)
    assert "Programme reviewers, Clinical leads, Programme publishers" in capsys.readouterr().out
    call_command("require_sign_off", "--off")
    assert roles_wanted(Module) == ()


@pytest.mark.parametrize("change", ["role = 'designer'", "days = 0", "days = 366"])
def test_the_database_knows_roles_and_days(signing: dict[SignOffRole, Any], change: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE leadership_programmes_signofftask SET {change}")


# The screen


def test_publish_is_not_offered(signing: dict[SignOffRole, Any], studio: Client) -> None:
    module = make_module("Meetings", publish=False)
    page = studio.get(reverse(Module.snippet_viewset.get_url_name("edit"), args=[module.pk])).content.decode()
    assert "action-publish" not in page
    assert "Submit to Programme review" in page


def test_the_list_says_who_is_waited_for(
    signing: dict[SignOffRole, Any], studio: Client, designer: Any
) -> None:
    assert "Nothing waits for a signature." in studio.get(REVIEW).content.decode()
    submitted(make_module("Meetings", publish=False), designer)
    TaskState.objects.update(started_at=datetime(2026, 1, 5, 9, tzinfo=UTC))
    page = studio.get(REVIEW).content.decode()
    for words in (
        "Meetings",
        "Reviewer",
        "designer@site.example",
        "5 January 2026",
        "15 January 2026",
        "overdue",
    ):
        assert words in page


def editor(module: Module) -> str:
    return reverse(Module.snippet_viewset.get_url_name("edit"), args=[module.pk])


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def answer(name: str, comment: str = "") -> dict[str, str]:
    more = f'{{"comment": "{comment}"}}'
    return {
        "action-workflow-action": "true",
        "workflow-action-name": name,
        "workflow-action-extra-data": more,
    }


def test_the_editor_says_who_signed_and_what_was_said(
    signing: dict[SignOffRole, Any], studio: Client, designer: Any
) -> None:
    module = submitted(make_module("Meetings", publish=False), designer)
    reviewer = signed_in(signing[SignOffRole.REVIEWER])
    page = reviewer.get(editor(module)).content.decode()
    assert "Waits for a signature as Reviewer until" in page
    # Nothing is offered that a signer may not do.
    assert "Suggested claims" not in page
    assert "Make it a template" not in page
    form = form_of(reviewer.get(editor(module)))
    assert form[ASKED] == str(TaskState.objects.get().pk)

    done = reviewer.post(editor(module), form | answer("reject", "Who runs the huddle?"), follow=True)
    assert "“Meetings” went back with your comment" in done.content.decode()
    page = studio.get(editor(module)).content.decode()
    assert "Sent back for changes." in page
    assert "“Who runs the huddle?”" in page
    (row,) = sent_back()
    assert (row.role, row.comment, row.by) == ("Reviewer", "Who runs the huddle?", "reviewer@site.example")
    assert "“Who runs the huddle?”" in studio.get(REVIEW).content.decode()


def test_a_button_pressed_twice_signs_once(signing: dict[SignOffRole, Any], designer: Any) -> None:
    """Also by somebody who may sign for the next role too."""
    both = signing[SignOffRole.REVIEWER]
    both.groups.add(Group.objects.get(name=GROUPS[SignOffRole.CLINICAL_LEAD]))
    module = submitted(make_module("Meetings", publish=False), designer)
    client = signed_in(both)
    form = form_of(client.get(editor(module))) | answer("approve")
    said = "You signed “Meetings” as Reviewer. Now it waits for Clinical lead."
    for _press in range(2):
        assert said in client.post(editor(module), form, follow=True).content.decode()
    assert [each.status for each in TaskState.objects.order_by("pk")] == ["approved", "in_progress"]


def test_an_answer_that_comes_too_late_is_refused(signing: dict[SignOffRole, Any], designer: Any) -> None:
    other = make_designer("second@site.example")
    other.groups.set(signing[SignOffRole.REVIEWER].groups.all())  # type: ignore[attr-defined]
    other.groups.add(Group.objects.get(name=GROUPS[SignOffRole.CLINICAL_LEAD]))  # type: ignore[attr-defined]
    module = submitted(make_module("Meetings", publish=False), designer)
    client = signed_in(other)
    form = form_of(client.get(editor(module))) | answer("reject", "No.")
    sign(module, signing[SignOffRole.REVIEWER])
    page = client.post(editor(module), form).content.decode()
    assert "it has been answered already" in page
    assert [each.status for each in TaskState.objects.order_by("pk")] == ["approved", "in_progress"]


def test_preflight_looks_for_who_signs(signing: dict[SignOffRole, Any], designer: Any) -> None:
    module = submitted(make_module("Meetings", publish=False), designer)
    address = f"/admin/studio/preflight/check-module/?draft={module.pk}"
    form = form_of(signed_in(signing[SignOffRole.REVIEWER]).get(editor(module)))
    statuses = [signed_in(signing[role]).post(address, form).status_code for role in ROLES[:2]]
    assert statuses == [200, 302]


@pytest.mark.parametrize("count", [1, 3])
def test_cost_does_not_grow(
    signing: dict[SignOffRole, Any], designer: Any, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        submitted(make_module(f"Module {number}", publish=False), designer)
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    waiting(now=now)
    with django_assert_num_queries(3):
        assert len(waiting(now=now)) == count
    for state in TaskState.objects.all():
        state.task.specific.on_action(state, signing[SignOffRole.REVIEWER], "reject")
    with django_assert_num_queries(3):
        assert len(sent_back()) == count


# Mails


def test_who_should_sign_is_told_where_and_until_when(signing: dict[SignOffRole, Any], designer: Any) -> None:
    module = submitted(make_module("Meetings"), designer)
    assert mail.outbox == []
    (message,) = OutboxMessage.objects.filter(topic=asked.TOPIC)
    outbox.handle(message, clock=clock.now)
    (told,) = mail.outbox
    assert (told.to, told.subject) == (["reviewer@site.example"], "Please sign: Meetings")
    for words in (
        "as Reviewer, until ",
        editor(module),
        f"/admin/studio/compare/module/{module.pk}/",
        REVIEW,
    ):
        assert words in told.body

    sign(module, signing[SignOffRole.REVIEWER])
    mail.outbox.clear()
    outbox.handle(message, clock=clock.now)
    assert mail.outbox == []


# Deadlines


def test_who_is_late_is_told_once(signing: dict[SignOffRole, Any], designer: Any) -> None:
    submitted(make_module("Meetings", publish=False), designer)
    mail.outbox.clear()
    asked = datetime(2026, 11, 2, 9, tzinfo=UTC)
    TaskState.objects.update(started_at=asked)
    (row,) = waiting(now=asked)
    assert row.answer_by == date(2026, 11, 12)

    assert overdue.remind_about_overdue(now=asked + timedelta(days=10)) == 0
    late = asked + timedelta(days=11)
    assert overdue.remind_about_overdue(now=late) == 1
    assert overdue.remind_about_overdue(now=late) == 1
    (message,) = OutboxMessage.objects.filter(topic=overdue.TOPIC)
    outbox.handle(message, clock=lambda: late)
    told = {each.to[0]: each for each in mail.outbox}
    assert set(told) == {"designer@site.example", "reviewer@site.example"}
    assert told["reviewer@site.example"].subject == "Waiting for a signature: Meetings"
    assert "as Reviewer. It was to be answered by 12 November 2026." in told["reviewer@site.example"].body
    assert "You asked for it." in told["designer@site.example"].body


def test_what_was_answered_meanwhile_needs_no_mail(signing: dict[SignOffRole, Any], designer: Any) -> None:
    module = submitted(make_module("Meetings", publish=False), designer)
    TaskState.objects.update(started_at=datetime(2026, 11, 2, 9, tzinfo=UTC))
    late = datetime(2026, 11, 20, 9, tzinfo=UTC)
    overdue.remind_about_overdue(now=late)
    sign(module, signing[SignOffRole.REVIEWER])
    mail.outbox.clear()
    (message,) = OutboxMessage.objects.filter(topic=overdue.TOPIC)
    outbox.handle(message, clock=lambda: late)
    assert mail.outbox == []
