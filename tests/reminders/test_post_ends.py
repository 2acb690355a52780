"""The mail before a post ends: to whom, when, once, and what takes it back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from kernel import outbox
from lms.actions.enrolment import withdraw
from lms.actions.reminders import choose_mails
from lms.enrolment.models import Enrolment
from lms.people.models import Membership
from lms.reminders.enums import Category, Rule
from lms.reminders.models import PlannedSend, PlanningMark
from lms.reminders.selectors import sends as sends_for
from lms.reminders.services import planning, posts, sending
from tests.factories import trusts
from tests.factories.trusts import NOW, TODAY, lead_context, learner_context

pytestmark = pytest.mark.django_db
REASON = "test"
ENDS = date(2026, 11, 2)
GOES = datetime(2026, 9, 21, 7, 0, tzinfo=UTC)
"""42 days before, at eight in London."""


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world(ready_world: Any) -> Any:
    return ready_world


@pytest.fixture
def doctor(world: Any) -> Any:
    """Whose post ends, and of whom only the trust's address is known."""
    user, row = world.enrolled("doctor@trust.example")
    end_post(row, ENDS)
    return user


def end_post(row: Enrolment, on: date, *, email: str = "doctor@trust.example") -> None:
    rows = Membership.objects.unscoped(reason=REASON).filter(person_id=row.person_id)
    assert rows.update(ends_on=on, email=email) == 1


def plan(*, now: datetime = NOW) -> None:
    """As the clock does, whatever was planned today."""
    PlanningMark.objects.all().delete()
    planning.plan_due_reminders(now=now)


def sends() -> list[PlannedSend]:
    rows = PlannedSend.objects.unscoped(reason=REASON).filter(rule=Rule.POST_ENDS)
    return list(rows.select_related("enrolment").order_by("pk"))


def states() -> list[tuple[str, str]]:
    return [(send.state, send.reason) for send in sends()]


def add_address(user: Any, email: str = "ada@home.example") -> None:
    EmailAddress.objects.create(user=user, email=email, verified=True)


def test_it_is_planned_once_and_shown_to_the_doctor_alone(world: Any, doctor: Any, client: Any) -> None:
    plan()
    plan()

    (send,) = sends()
    assert (send.state, send.planned_for, send.organisation_id) == ("planned", GOES, None)
    assert (send.occurrence, send.why) == ("42:2026-11-02", {"days": 42, "until": "2026-11-02"})
    assert send in sends_for(learner_context(doctor).viewer)
    assert send not in sends_for(lead_context(world.lead).viewer)
    client.force_login(doctor)
    page = " ".join(client.get(reverse("leadership_learn:messages")).content.decode().split())
    assert "Question for an address that outlasts your post" in page
    assert "Because your post at Riverside (invented) ends on 2 November 2026." in page
    words = " ".join(client.get(reverse("leadership_learn:mail", args=[send.uid])).content.decode().split())
    assert "Your post ends on 2 November 2026: keep the way into your record" in words
    client.force_login(world.lead)
    assert client.get(reverse("leadership_trust:mail", args=[send.uid])).status_code == 404


def test_it_goes_once(doctor: Any, clock: Any) -> None:
    plan()
    clock.move_to(GOES)
    for _ in range(2):
        sending.queue_due(now=GOES)
        outbox.drain(clock=lambda: GOES)
    plan(now=GOES)

    (message,) = [
        each for each in mail.outbox if each.to == ["doctor@trust.example"] and "post" in each.subject
    ]
    assert message.subject == "Your post ends on 2 November 2026: keep the way into your record"
    assert "Your post at Riverside (invented) ends on 2 November 2026." in message.body
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert states() == [("sent", "")]


@pytest.mark.parametrize(
    ("ends_on", "email"),
    [
        (None, "doctor@trust.example"),
        (TODAY - timedelta(days=1), "doctor@trust.example"),
        (TODAY + timedelta(days=103), "doctor@trust.example"),
    ],
)
def test_whose_post_does_not_end_soon_gets_none(world: Any, ends_on: date | None, email: str) -> None:
    _user, row = world.enrolled(email)
    rows = Membership.objects.unscoped(reason=REASON).filter(person_id=row.person_id)
    rows.update(ends_on=ends_on, starts_on=TODAY - timedelta(days=9))

    plan()

    assert sends() == []


def test_who_has_a_lasting_address_and_who_has_no_account_get_none(world: Any, doctor: Any) -> None:
    add_address(doctor)
    (invited,) = world.invite("somebody@trust.example")
    end_post(invited, ENDS)

    plan()

    assert sends() == []


def test_an_address_added_in_the_meantime_takes_it_back(doctor: Any, clock: Any) -> None:
    plan()
    add_address(doctor)
    clock.move_to(GOES)

    sending.queue_due(now=GOES)
    outbox.drain(clock=lambda: GOES)

    assert states() == [("suppressed", "address_there")]
    assert not [each for each in mail.outbox if "post" in each.subject]


def test_planning_anew_takes_back_what_is_no_longer_so(world: Any, doctor: Any) -> None:
    plan()
    row = Enrolment.objects.unscoped(reason=REASON).get(invited_as="doctor@trust.example")
    later = ENDS + timedelta(days=14)
    end_post(row, later)

    plan()

    assert states() == [("suppressed", "date_moved"), ("planned", "")]
    assert [send.occurrence for send in sends()] == ["42:2026-11-02", "42:2026-11-16"]
    end_post(row, ENDS)
    plan()
    assert states() == [("planned", ""), ("suppressed", "date_moved")]


def test_leaving_the_programme_says_nothing_against_it(world: Any, doctor: Any, clock: Any) -> None:
    plan()
    row = Enrolment.objects.unscoped(reason=REASON).get(invited_as="doctor@trust.example")
    withdraw(learner_context(doctor), enrolment_uid=row.uid)
    assert states() == [("suppressed", "withdrawn")]

    plan()

    assert states() == [("planned", "")]
    clock.move_to(GOES)
    sending.queue_due(now=GOES)
    outbox.drain(clock=lambda: GOES)
    assert states() == [("sent", "")]


def test_who_mutes_nudges_gets_none(doctor: Any) -> None:
    plan()

    choose_mails(learner_context(doctor), muted=[Category.NUDGES])
    plan()

    assert states() == [("suppressed", "muted")]


def test_who_asked_to_wait_is_not_written_to_before(world: Any, doctor: Any) -> None:
    row = Enrolment.objects.unscoped(reason=REASON).get(invited_as="doctor@trust.example")
    rows = Membership.objects.unscoped(reason=REASON).filter(person_id=row.person_id)
    rows.update(ask_again_on=date(2026, 9, 30))

    plan()

    assert [send.planned_for for send in sends()] == [datetime(2026, 9, 30, 7, 0, tzinfo=UTC)]


def test_a_post_whose_end_is_said_late_is_written_about_at_once(world: Any) -> None:
    _user, row = world.enrolled("doctor@trust.example")
    end_post(row, TODAY + timedelta(days=5))

    plan()

    assert [send.planned_for for send in sends()] == [NOW]


@pytest.mark.parametrize("count", [1, 3])
def test_it_takes_the_same_queries_for_any_number(
    world: Any, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        _user, row = world.enrolled(f"doctor{number}@trust.example")
        end_post(row, ENDS, email=f"doctor{number}@trust.example")

    with django_assert_num_queries(4):
        assert posts.plan(until=TODAY + timedelta(days=60), now=NOW) == count
    with django_assert_num_queries(3):
        assert posts.plan(until=TODAY + timedelta(days=60), now=NOW) == 0
    assert len(trusts.Membership.objects.unscoped(reason=REASON).filter(ends_on=ENDS)) == count
