"""Publishing by signatures: reviewer, clinical lead and publisher sign the same words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import TaskState, Workflow

from kernel import outbox
from kernel.models import OutboxMessage
from programmes.enums import SignOffRole
from programmes.models import Module, ModuleVersion, Programme, SignOffTask
from programmes.models.drafts import NotSignedOff
from programmes.review import overdue
from programmes.review.setting_up import GROUPS, require_sign_off
from programmes.review.signing import missing_roles, roles_wanted, waiting
from programmes.services.authoring import publish_draft
from tests.factories.programmes import make_module
from tests.programmes.conftest import make_designer

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
