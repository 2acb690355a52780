"""The calendar feed: what it says, that the same dates give the same bytes, and whom its address opens to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from kernel.models import AuditEntry
from kernel.throttle import Throttle
from lms.actions.calendar import record_absence
from lms.actions.enrolment import defer, join_programme
from lms.actions.feeds import end_feed, make_feed
from lms.calendar import tokens
from lms.calendar.models import CalendarFeed, DueDate
from lms.people.models import Person
from lms.web.views.calendar import READS
from programmes.services.authoring import PartModule
from tests.factories import programmes, trusts
from tests.factories.trusts import NOW, learner_context

pytestmark = pytest.mark.django_db
REASON = "test"


@pytest.fixture(autouse=True)
def clock() -> Any:
    READS.forget()
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world(ready_world: Any) -> Any:
    return ready_world


def address_of(user: Any, *, at: Any = NOW) -> str:
    feed = make_feed(learner_context(user, now=at))
    return reverse("leadership_learn:calendar_feed", args=[tokens.make_token(feed.uid)])


def events(response: Any) -> list[Any]:
    assert response.status_code == 200
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def test_each_open_date_is_one_whole_day_with_titles_and_nothing_else(world: Any) -> None:
    user, row = world.enrolled()
    due = DueDate.objects.unscoped(reason=REASON).get(enrolment=row)

    response = Client().get(address_of(user))

    (event,) = events(response)
    assert {name: event[name].to_ical() for name in ("UID", "SUMMARY", "DTSTART", "DTEND", "TRANSP")} == {
        "UID": f"due-{due.uid}@testserver".encode(),
        "SUMMARY": b"Due: Meetings that end on time (Leading a team)",
        "DTSTART": b"20261001",
        "DTEND": b"20261002",
        "TRANSP": b"TRANSPARENT",
    }
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert (event.decoded("DTSTAMP"), event["SEQUENCE"]) == (NOW, 243 * 86400 + 9 * 3600)
    assert event["URL"] == "http://testserver/learn/"
    assert set(event) == {
        *("UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "SUMMARY", "DTSTART", "DTEND"),
        *("TRANSP", "CLASS", "URL"),
    }
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "no-store, private"
    assert "Set-Cookie" not in response.headers
    for private in (user.email, row.person.given_name, "doctor@"):
        assert private.encode() not in response.content


def test_a_date_that_moves_keeps_its_uid_and_has_a_higher_sequence(world: Any, clock: Any) -> None:
    user, _row = world.enrolled()
    address = address_of(user)
    (before,) = events(Client().get(address))
    clock.shift(timedelta(days=1))
    later = NOW + timedelta(days=1)
    record_absence(
        learner_context(user, now=later),
        starts_on=date(2026, 9, 10),
        ends_on=date(2026, 9, 19),
        reason="sickness",
    )

    response = Client().get(address)

    (after,) = events(response)
    assert after["UID"] == before["UID"]
    assert (before.decoded("DTSTART"), after.decoded("DTSTART")) == (date(2026, 10, 1), date(2026, 10, 11))
    assert after["SEQUENCE"] == before["SEQUENCE"] + 86400
    assert b"sick" not in response.content.lower()
    assert b"absence" not in response.content.lower()


def test_a_day_on_which_the_clocks_change_is_one_day(world: Any) -> None:
    user, row = world.enrolled()
    DueDate.objects.unscoped(reason=REASON).filter(enrolment=row).update(due_on=date(2026, 10, 25))

    (event,) = events(Client().get(address_of(user)))

    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (date(2026, 10, 25), date(2026, 10, 26))


def test_what_is_done_or_paused_is_not_there(world: Any) -> None:
    user, row = world.enrolled()
    address = address_of(user)
    assert len(events(Client().get(address))) == 1

    defer(learner_context(user), enrolment_uid=row.uid)

    assert events(Client().get(address)) == []


def test_the_same_dates_are_the_same_bytes_and_not_sent_twice(world: Any, clock: Any) -> None:
    user, _row = world.enrolled()
    address = address_of(user)
    first = Client().get(address)
    clock.shift(timedelta(hours=3))

    again = Client().get(address)
    known = Client().get(address, headers={"If-None-Match": first["ETag"]})

    assert again.content == first.content
    assert (known.status_code, known.content, known["Cache-Control"]) == (304, b"", "no-store, private")


def test_words_are_in_the_doctors_language_whatever_the_program_asks_for(world: Any) -> None:
    user, row = world.enrolled()
    Person.objects.unscoped(reason=REASON).filter(pk=row.person_id).update(language="en-gb")

    (event,) = events(Client(headers={"Accept-Language": "cy"}).get(address_of(user)))

    assert event["SUMMARY"].startswith("Due:")


@pytest.mark.parametrize("count", [1, 3, 30])
def test_it_takes_two_queries(django_assert_num_queries: Any, count: int) -> None:
    user = trusts.make_user()
    trusts.make_person(user)
    modules = [PartModule(programmes.make_module(f"Module {n}"), due_days=n + 1) for n in range(count)]
    programme = programmes.make_programme("Long", modules=modules, open_to_all=True)
    join_programme(learner_context(user), programme_uid=programme.translation_key)
    address = address_of(user)

    with django_assert_num_queries(2):
        response = Client().get(address)

    assert len(events(response)) == count


def test_a_new_address_ends_the_old_one_and_stopping_ends_all(world: Any) -> None:
    user, _row = world.enrolled()
    old = address_of(user)
    new = address_of(user)

    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200
    assert CalendarFeed.objects.unscoped(reason=REASON).count() == 1
    assert end_feed(learner_context(user)) is True
    assert Client().get(new).status_code == 404
    assert end_feed(learner_context(user)) is False
    entries = AuditEntry.objects.filter(action__startswith="calendar_feed.").order_by("pk")
    assert [(entry.action, entry.codes) for entry in entries] == [
        ("calendar_feed.make", {"renewed": False}),
        ("calendar_feed.make", {"renewed": True}),
        ("calendar_feed.end", {}),
    ]


def test_a_closed_account_has_no_feed(world: Any) -> None:
    user, _row = world.enrolled()
    address = address_of(user)
    user.is_active = False
    user.save()

    assert Client().get(address).status_code == 404


def test_what_stands_in_the_database_gives_no_address_away(world: Any) -> None:
    user, _row = world.enrolled()
    make_feed(learner_context(user))
    uid = CalendarFeed.objects.unscoped(reason=REASON).get().uid

    for guess in (uid.hex, str(uid), f"{uid.hex}:guess", f"{uid.hex}:"):
        response = Client().get(f"/learn/calendar/{guess}.ics")
        assert response.status_code == 404


def test_only_looking_is_answered(world: Any) -> None:
    user, _row = world.enrolled()
    address = address_of(user)

    assert Client().post(address).status_code == 405
    assert Client().head(address).status_code == 200


def test_who_asks_too_often_is_told_when_to_come_back(world: Any, clock: Any) -> None:
    user, _row = world.enrolled()
    other = trusts.make_user()
    trusts.make_person(other)
    address, others = address_of(user), address_of(other)
    for _ in range(60):
        assert Client().get(address).status_code == 200

    refused = Client().get(address)

    assert (refused.status_code, refused["Retry-After"], refused.content) == (429, "3601", b"")
    assert Client().get(others).status_code == 200
    clock.shift(timedelta(hours=1))
    assert Client().get(address).status_code == 200


def test_a_throttle_counts_each_key_in_its_own_window() -> None:
    throttle = Throttle(limit=2, period=timedelta(minutes=1))

    assert [throttle.wait("a", now=NOW) for _ in range(2)] == [None, None]
    assert throttle.wait("a", now=NOW + timedelta(seconds=20)) == timedelta(seconds=40)
    assert throttle.wait("b", now=NOW) is None
    assert throttle.wait("a", now=NOW + timedelta(seconds=60)) is None


def test_the_page_makes_shows_and_stops_it(world: Any) -> None:
    user, _row = world.enrolled()
    client = Client()
    client.force_login(user)
    page = reverse("leadership_learn:calendar")
    assert "You have no calendar address yet." in client.get(page).content.decode()

    assert client.post(page).status_code == 302
    made = CalendarFeed.objects.unscoped(reason=REASON).get()
    shown = client.get(page)
    address = shown.context["address"]
    assert address == f"http://testserver/learn/calendar/{tokens.make_token(made.uid)}.ics"
    assert shown.context["subscribe"] == address.replace("http:", "webcal:")
    client.post(page, {"renew": "1"})
    assert client.get(page).context["address"] != address
    client.post(page, {"end": "1"})

    assert not CalendarFeed.objects.unscoped(reason=REASON).exists()


def test_a_date_that_is_met_leaves_the_feed(world: Any) -> None:
    user, row = world.enrolled()
    address = address_of(user)
    assert len(events(Client().get(address))) == 1
    DueDate.objects.unscoped(reason=REASON).filter(enrolment=row).update(met_at=NOW)

    assert events(Client().get(address)) == []
