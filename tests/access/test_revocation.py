"""Who may no longer, may not from the next request on (bar 5)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from rest_framework.authtoken.models import Token

from cms.accounts.models import User
from cms.roles import Role
from lms.actions.enrolment import expire_invitations, withdraw
from lms.people.models import Membership
from lms.reminders.enums import SendState
from lms.reminders.models import PlannedSend
from tests.access.posts import POSTS
from tests.access.scene import REASON, Scene
from tests.access.visits import SAFE, Visitor
from tests.factories import trusts
from tests.factories.trusts import NOW, TODAY

pytestmark = pytest.mark.bar(5)


def statuses(visitor: Visitor, asked: list[tuple[str, str, dict[str, Any]]]) -> list[tuple[int, int]]:
    """Status, and how many tables were written to, of each request."""
    answers = [visitor.ask(method, path, **given) for method, path, given in asked]
    return [(answer.status, len(set(answer.written))) for answer in answers]


def fresh(user: Any) -> Any:
    """The scene's own objects stay as they are for the tests after this one."""
    return User.objects.get(pk=user.pk)


def of_a_lead(scene: Scene) -> list[tuple[str, str, dict[str, Any]]]:
    uid, upload = scene.ours.enrolment.uid, scene.ours.upload.uid
    desk = [
        *(("GET", reverse(f"leadership_trust:{name}"), {}) for name in ("home", "enrolments", "export")),
        *(("GET", reverse(f"leadership_trust:{name}"), {}) for name in ("upload", "reminders", "template")),
        ("GET", reverse("leadership_trust:enrolment", args=[uid]), {}),
        ("GET", reverse("leadership_trust:import", args=[upload]), {}),
        ("POST", reverse("leadership_trust:act", args=[uid, "withdraw"]), {}),
        ("POST", reverse("leadership_trust:confirm", args=[upload]), {}),
        ("POST", reverse("leadership_trust:upload"), POSTS["leadership_trust:upload"](scene).given),
    ]
    lists = ("enrolments", "facts", "progress_list", "planned_sends", "submissions")
    return desk + [("GET", reverse(f"leadership_api:{name}") + "?as=trust", {}) for name in lists]


def test_a_lead_whose_membership_has_ended_is_no_lead(scene: Scene) -> None:
    lead = Visitor(scene.ours.lead)
    before = statuses(lead, of_a_lead(scene))
    rows = Membership.objects.unscoped(reason=REASON).filter(pk=scene.ours.lead_row.pk)

    rows.update(ends_on=TODAY - timedelta(days=1))

    assert {status for status, _ in before} == {200, 302}
    assert all(
        written
        for (status, written), asked in zip(before, of_a_lead(scene), strict=True)
        if asked[0] not in SAFE
    )
    assert set(statuses(lead, of_a_lead(scene))) <= {(404, 0), (403, 0)}


def test_the_last_day_still_counts(scene: Scene) -> None:
    rows = Membership.objects.unscoped(reason=REASON).filter(pk=scene.ours.lead_row.pk)

    rows.update(ends_on=TODAY)

    assert Visitor(scene.ours.lead).ask("GET", reverse("leadership_trust:enrolments")).status == 200


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (Role.LEARNER, "/learn/"),
        (Role.LEAD, "/trust/"),
        (Role.DESIGNER, "/admin/"),
        (Role.OPERATOR, "/admin/contracts/"),
        (Role.SUPERUSER, "/admin/users/"),
        (Role.LEARNER, "/api/v1/facts/"),
    ],
)
def test_a_user_who_was_closed_is_signed_out(scene: Scene, role: Role, path: str) -> None:
    user = fresh(scene.users[role])
    visitor = Visitor(user)
    before = visitor.ask("GET", path).status

    user.is_active = False
    user.save()

    after = visitor.ask("GET", path)
    assert before == 200
    assert after.status == 401 or (after.status, after.goes_to) == (302, "/accounts/login/")


def test_a_token_of_a_user_who_was_closed_opens_nothing(scene: Scene) -> None:
    learner = fresh(scene.ours.learner)
    token = Token.objects.create(user=learner)
    caller = Visitor(Authorization=f"Token {token.key}")
    before = caller.ask("GET", "/api/v1/facts/").status

    learner.is_active = False
    learner.save()

    assert (before, caller.ask("GET", "/api/v1/facts/").status) == (200, 401)


@pytest.mark.parametrize(
    ("role", "group", "path"),
    [
        (Role.OPERATOR, "Operators", "/admin/contracts/"),
        (Role.DESIGNER, "Programme designers", "/admin/snippets/leadership_programmes/module/"),
        (Role.EDITOR, "Editors", "/admin/pages/"),
    ],
)
def test_who_leaves_a_group_loses_its_screens(scene: Scene, role: Role, group: str, path: str) -> None:
    user = fresh(scene.users[role])
    visitor = Visitor(user)
    before = visitor.ask("GET", path).status

    user.groups.remove(Group.objects.get(name=group))

    after = visitor.ask("GET", path)
    assert before == 200
    assert (after.status, after.goes_to) == (302, "/accounts/login/")


def test_who_was_withdrawn_records_nothing_more(scene: Scene) -> None:
    """Pages that record are shut, the record stays theirs, and what was planned is not sent."""
    ours = scene.ours
    me = Visitor(ours.learner)
    place = [ours.enrolment.uid, ours.activity_key]
    asked = [
        ("POST", reverse(name, args=place), POSTS[name](scene).given)
        for name in ("leadership_learn:activity", "leadership_learn:save_draft")
    ]
    asked.append(("POST", reverse("leadership_api:facts"), POSTS["leadership_api:facts"](scene).given))
    before = statuses(me, asked)

    withdraw(trusts.lead_context(ours.lead), enrolment_uid=ours.enrolment.uid)

    after = statuses(me, asked)
    assert [status for status, _ in before] == [302, 302, 201]
    assert [written for _, written in after] == [0, 0, 0]
    assert {status for status, _ in after} <= {404, 409}
    assert me.ask("GET", reverse("leadership_learn:record")).status == 200
    assert _planned(ours.enrolment.person_id) == 0


def test_an_invitation_that_ran_out_opens_nothing(scene: Scene) -> None:
    ours = scene.ours
    holder = Visitor()
    accept = reverse("leadership_learn:accept_invitation", args=[ours.token])
    decline = reverse("leadership_learn:decline_invitation", args=[ours.token])
    given = POSTS["leadership_learn:accept_invitation"](scene).given
    before = statuses(holder, [("POST", accept, given), ("POST", decline, {})])

    expire_invitations(trusts.system_context(now=NOW + timedelta(days=30)))

    after = statuses(holder, [("POST", accept, given), ("POST", decline, {})])
    assert all(written for _, written in before)
    assert [written for _, written in after] == [0, 0]
    assert _planned(ours.invited.person_id) == 0


def test_a_withdrawn_invitation_opens_nothing(scene: Scene) -> None:
    ours = scene.ours

    withdraw(trusts.lead_context(ours.lead), enrolment_uid=ours.invited.uid)

    given = POSTS["leadership_learn:accept_invitation"](scene).given
    path = reverse("leadership_learn:accept_invitation", args=[ours.token])
    assert statuses(Visitor(), [("POST", path, given)])[0][1] == 0
    assert Visitor().ask("GET", reverse("leadership_learn:invitation", args=[ours.token])).status == 410
    assert _planned(ours.invited.person_id) == 0


def _planned(person_id: int) -> int:
    rows = PlannedSend.objects.unscoped(reason=REASON)
    return rows.filter(recipient_id=person_id, state__in=[SendState.PLANNED, SendState.QUEUED]).count()


def test_a_new_password_ends_other_sessions(scene: Scene) -> None:
    learner = fresh(scene.ours.learner)
    elsewhere = Client()
    elsewhere.force_login(learner)

    learner.set_password("three other words together")
    learner.save()

    assert elsewhere.get("/learn/").status_code == 302
