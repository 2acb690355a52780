"""Sessions end: after so long without a page, and after so long at most (bar 11)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from cms.accounts.models import User
from cms.accounts.sessions import MARK
from tests.accounts.helpers import signed_in
from tests.factories.organisations import a_trust
from tests.factories.people import a_doctor, a_lead, a_superuser, an_operator, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.bar(11)]

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
PAGE = "/accounts/password/change/"


def who(role: str) -> User:
    if role == "lead":
        return user_of(a_lead(a_trust(), on=NOW.date()))
    if role == "learner":
        return user_of(a_doctor())
    return {"operator": an_operator, "superuser": a_superuser}[role]()


def enter(client: Client, role: str) -> User:
    with time_machine.travel(NOW, tick=False):
        user = who(role)
        client.force_login(user)
    return user


def at(client: Client, after: timedelta) -> int:
    with time_machine.travel(NOW + after, tick=False):
        return client.get(PAGE).status_code


STRICT = ["lead", "operator", "superuser"]


@pytest.mark.parametrize(("role", "idle"), [("learner", 12 * HOUR), *((role, HOUR) for role in STRICT)])
def test_away_too_long_is_signed_out(client: Client, role: str, idle: timedelta) -> None:
    enter(client, role)
    assert at(client, idle) == 200
    assert at(client, idle + idle + MINUTE) == 302
    assert not signed_in(client)
    assert Session.objects.count() <= 1
    assert at(client, idle + idle + MINUTE) == 302


@pytest.mark.parametrize(
    ("role", "step", "at_most"),
    [("learner", 12 * HOUR, timedelta(days=7)), *((role, HOUR, 12 * HOUR) for role in STRICT)],
)
def test_staying_busy_lasts_so_long_at_most(
    client: Client, role: str, step: timedelta, at_most: timedelta
) -> None:
    enter(client, role)
    passed = timedelta()
    while passed + step < at_most:
        passed += step
        assert at(client, passed) == 200, passed
    assert at(client, at_most + MINUTE) == 302
    assert not signed_in(client)


def test_it_is_said_and_the_way_leads_back(client: Client) -> None:
    enter(client, "learner")
    with time_machine.travel(NOW + 13 * HOUR, tick=False):
        response = client.get(PAGE, follow=True)
    assert response.redirect_chain == [(f"/accounts/login/?next={PAGE}", 302)]
    assert "You were signed out" in response.content.decode()


def test_a_change_sent_after_the_end_changes_nothing(client: Client) -> None:
    user = enter(client, "learner")
    with time_machine.travel(NOW + 13 * HOUR, tick=False):
        response = client.post("/learn/profile/", {"given_name": "Else", "family_name": "Else"})
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/learn/profile/")
    user.refresh_from_db()
    assert user.first_name != "Else"


def test_a_page_costs_no_write(client: Client) -> None:
    enter(client, "learner")
    before = Session.objects.get().session_data
    assert at(client, 4 * MINUTE) == 200
    assert Session.objects.get().session_data == before
    assert at(client, 5 * MINUTE) == 200
    touched = Session.objects.get().session_data
    assert touched != before
    assert at(client, 9 * MINUTE) == 200
    assert Session.objects.get().session_data == touched


def test_a_page_costs_no_query_more(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    enter(client, "learner")
    with time_machine.travel(NOW + MINUTE, tick=False), django_assert_num_queries(3):
        client.get(PAGE)


def test_who_becomes_a_lead_has_a_lead_s_time_from_the_next_look(client: Client) -> None:
    from lms.people.enums import MemberRole  # noqa: PLC0415 -- only this test appoints
    from lms.people.selectors import person_of  # noqa: PLC0415
    from tests.factories.people import a_membership  # noqa: PLC0415

    user = enter(client, "learner")
    person = person_of(user)
    assert person is not None
    a_membership(person, a_trust(), role=MemberRole.LEAD, on=NOW.date())
    assert at(client, 10 * MINUTE) == 200
    assert at(client, 10 * MINUTE + HOUR + MINUTE) == 302


def test_a_session_without_a_mark_gets_one(client: Client) -> None:
    enter(client, "learner")
    with time_machine.travel(NOW + HOUR, tick=False):
        session = client.session
        del session[MARK]
        session.save()
        assert client.get(PAGE).status_code == 200
        assert client.session[MARK]["since"] == (NOW + HOUR).timestamp()


def test_the_cookie_lives_no_longer_than_the_longest_session() -> None:
    longest = max(at_most for _idle, at_most in settings.SESSION_LIMITS.values())
    assert longest.total_seconds() == settings.SESSION_COOKIE_AGE
