"""Extending one place: every date is seen before it moves, and only the second press moves it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from kernel.models import AuditEntry
from lms.actions.calendar import record_absence
from lms.calendar.models import DueDate
from lms.enrolment.models import Enrolment, Extension
from lms.web.cohort_presenters import Shift
from tests.factories import trusts
from tests.factories.courses import World, make_world
from tests.web.conftest import text_of

REASON = "a test"
LATER = {"ends_on": "2027-09-15"}
"""Fourteen days after the last day of the contract."""
MODULE = "Due: Meetings that end on time"
LAST_DAY = Shift("Last day", "Wednesday 1 September 2027", "Wednesday 15 September 2027")


@pytest.fixture
def desk(world: World, as_user: Any) -> Client:
    client: Client = as_user(world.lead)
    return client


def address(row: Enrolment) -> str:
    return f"/trust/enrolments/{row.uid}/extend/"


def stored(row: Enrolment) -> tuple[date | None, list[date], int]:
    """The last day of its own, its due dates, and how often it was extended."""
    place = Enrolment.objects.unscoped(reason=REASON).get(pk=row.pk)
    dues = DueDate.objects.unscoped(reason=REASON).filter(enrolment=row).order_by("due_on")
    extensions = Extension.objects.unscoped(reason=REASON).filter(enrolment=row)
    return place.ends_on, list(dues.values_list("due_on", flat=True)), extensions.count()


AS_IT_WAS = (None, [date(2026, 10, 1)], 0)
EXTENDED = (date(2027, 9, 15), [date(2026, 10, 15)], 1)


def test_the_form_leads_to_the_dates(world: World, desk: Client) -> None:
    _user, row = world.enrolled()

    page = text_of(desk.get(address(row)))

    assert "The last day now: 1 September 2027." in page
    assert "See the new dates</button>" in page
    assert 'name="confirm"' not in page


def test_every_open_date_is_seen_before_it_moves(world: World, desk: Client) -> None:
    _user, row = world.enrolled()

    response = desk.post(address(row), LATER)

    assert response.status_code == 200
    assert response.context["shifts"] == [
        Shift(MODULE, "Thursday 1 October 2026", "Thursday 15 October 2026"),
        LAST_DAY,
    ]
    page = text_of(response)
    assert "This would extend the place by 14 days." in page
    assert "Nothing is written yet." in page
    assert '<input type="hidden" name="ends_on" value="2027-09-15"' in page
    assert 'name="confirm" value="2027-09-01">Extend Given0 Family0’s place</button>' in page
    assert stored(row) == AS_IT_WAS
    assert not AuditEntry.objects.filter(action="enrolment.extend").exists()


def test_what_was_seen_is_what_happens(world: World, desk: Client) -> None:
    """Also where the moved date meets an absence, of which the trust reads nothing but the day."""
    user, row = world.enrolled()
    absence = {"starts_on": date(2026, 10, 12), "ends_on": date(2026, 10, 16), "reason": "sickness"}
    record_absence(trusts.learner_context(user), **absence)
    seen = desk.post(address(row), LATER)
    assert seen.context["shifts"][0].after == "Tuesday 20 October 2026"
    assert "absence" not in text_of(seen)

    desk.post(address(row), {**LATER, "confirm": "2027-09-01"})

    assert stored(row) == (date(2027, 9, 15), [date(2026, 10, 20)], 1)


def test_confirmed_it_moves_and_both_sides_read_why(world: World, desk: Client) -> None:
    user, row = world.enrolled()

    response = desk.post(address(row), {**LATER, "confirm": "2027-09-01"})

    assert (response.status_code, response.url) == (302, f"/trust/enrolments/{row.uid}/")
    assert stored(row) == EXTENDED
    why = "plus 14 days by which the place was extended"
    page = text_of(desk.get(response.url))
    assert "<dd>15 September 2027</dd>" in page
    assert f"30 days after the start on 1 September 2026, {why}" in page
    assert "extended by 14 days, to 15 September 2027" in page
    learner = Client()
    learner.force_login(user)
    assert why in text_of(learner.get(f"/learn/{row.uid}/"))
    assert "extended by 14 days" in text_of(learner.get(f"/learn/{row.uid}/place/"))


def test_an_absence_afterwards_is_seen_on_top_of_it(world: World, desk: Client, as_user: Any) -> None:
    user, row = world.enrolled()
    desk.post(address(row), {**LATER, "confirm": "2027-09-01"})
    away = {"starts_on": "2026-09-20", "ends_on": "2026-09-29", "reason": "other"}

    seen = as_user(user).post("/learn/absences/", away)

    (move,) = seen.context["moves"]
    assert (move.before, move.after) == (date(2026, 10, 15), date(2026, 10, 25))


def test_confirmed_twice_is_once(world: World, desk: Client) -> None:
    _user, row = world.enrolled()
    for _press in (1, 2):
        assert desk.post(address(row), {**LATER, "confirm": "2027-09-01"}).status_code == 302
    assert stored(row) == EXTENDED


def test_dates_that_moved_meanwhile_are_shown_anew(world: World, desk: Client) -> None:
    """A colleague has extended the place since the page was opened."""
    _user, row = world.enrolled()
    desk.post(address(row), {"ends_on": "2027-09-08", "confirm": "2027-09-01"})

    response = desk.post(address(row), {**LATER, "confirm": "2027-09-01"})

    assert response.status_code == 200
    assert "This would extend the place by 7 days." in text_of(response)
    assert response.context["shifts"][-1].before == "Wednesday 8 September 2027"
    assert stored(row) == (date(2027, 9, 8), [date(2026, 10, 8)], 1)


def test_back_at_the_form_the_day_is_still_there(world: World, desk: Client) -> None:
    _user, row = world.enrolled()

    response = desk.post(address(row), {**LATER, "back": "1"})

    assert response.status_code == 200
    assert 'value="2027-09-15"' in text_of(response)
    assert "See the new dates" in text_of(response)
    assert stored(row) == AS_IT_WAS


def test_what_is_met_does_not_move_and_a_paused_place_has_no_dates(world: World, desk: Client) -> None:
    _user, row = world.enrolled()
    DueDate.objects.unscoped(reason=REASON).update(met_at=world.now)

    done = desk.post(address(row), LATER)
    assert done.context["shifts"] == [LAST_DAY]
    assert "No date is open." in text_of(done)

    DueDate.objects.unscoped(reason=REASON).update(met_at=None)
    desk.post(f"/trust/enrolments/{row.uid}/defer/", {"reason": "other"})
    paused = desk.post(address(row), LATER)
    assert paused.context["shifts"] == [LAST_DAY]
    assert "While the place is deferred no date counts" in text_of(paused)


@pytest.mark.parametrize(
    ("ends_on", "said"),
    [
        ("2027-08-01", "The new last day is after 1 September 2027"),
        ("2029-09-04", "The new last day is after 1 September 2027"),
        ("2027-09-01", "This is the last day already."),
        ("", "Fill in “New last day”."),
        ("soon", "Enter a valid date."),
    ],
)
def test_what_is_no_extension_is_said_at_the_form(
    world: World, desk: Client, ends_on: str, said: str
) -> None:
    _user, row = world.enrolled()

    response = desk.post(address(row), {"ends_on": ends_on})

    assert response.status_code == 422
    assert said in text_of(response)
    assert stored(row) == AS_IT_WAS


def test_another_trust_sees_no_dates(world: World, as_user: Any) -> None:
    _user, row = world.enrolled()
    client = as_user(make_world("Hillside (invented)").lead)

    for given in (LATER, {**LATER, "confirm": "2027-09-01"}):
        assert client.post(address(row), given).status_code == 404
    assert stored(row) == AS_IT_WAS


def test_in_welsh(world: World, desk: Client) -> None:
    _user, row = world.enrolled()

    page = text_of(desk.post(address(row), LATER, headers={"accept-language": "cy"}))

    assert "Dydd Iau 15 Hydref 2026" in page or "Iau 15 Hydref 2026" in page
    assert "Nothing is written yet." not in page


def test_cost_does_not_grow(world: World, desk: Client, django_assert_num_queries: Any) -> None:
    _user, row = world.enrolled()
    desk.post(address(row), LATER)
    with django_assert_num_queries(13):
        desk.post(address(row), {"ends_on": (date(2027, 9, 15) + timedelta(days=1)).isoformat()})
