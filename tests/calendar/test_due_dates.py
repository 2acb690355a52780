"""Deriving due dates in sets: exact dates, what stays as it was, and queries that do not grow."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from kernel.access import UnscopedAccess, Viewer
from lms.calendar import selectors
from lms.calendar.models import Absence, DueDate
from lms.calendar.services import absences, due_dates
from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment
from tests.reminders.build import NOW, START, enrol, world

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=3)


def all_due() -> dict[tuple[int, int], date]:
    rows = DueDate.objects.unscoped(reason="test")
    return {(due.enrolment_id, due.requirement_id): due.due_on for due in rows}


def one() -> DueDate:
    found: DueDate = DueDate.objects.unscoped(reason="test").get()
    return found


def test_each_dated_requirement_of_each_active_enrolment_has_a_date() -> None:
    here = world(due_days=(60, 90))
    ada, bob = enrol(here, 2)
    invited = enrol(here, 1, state=State.INVITED)[0]
    assert due_dates.derive(here.ids, now=NOW) == set()
    first, second = here.requirements
    assert all_due() == {
        (ada.pk, first.pk): date(2026, 10, 31),
        (ada.pk, second.pk): date(2026, 11, 30),
        (bob.pk, first.pk): date(2026, 10, 31),
        (bob.pk, second.pk): date(2026, 11, 30),
    }
    assert invited.pk not in {enrolment for enrolment, _ in all_due()}


def test_deriving_again_changes_nothing() -> None:
    here = world()
    enrol(here)
    due_dates.derive(here.ids, now=NOW)
    assert due_dates.derive(here.ids, now=LATER) == set()
    assert one().derived_at == NOW


def test_absence_moves_the_date_and_cancelling_moves_it_back() -> None:
    here = world()
    ada = enrol(here)[0]
    due_dates.derive(here.ids, now=NOW)
    away = absences.record(
        ada.person_id,
        starts_on=START + timedelta(days=10),
        ends_on=START + timedelta(days=23),
        reason="parental",
        now=NOW,
    )
    assert due_dates.derive(here.ids, now=LATER) == {one().pk}
    assert one().due_on == date(2026, 11, 14)
    assert one().derivation == {
        "rule": "days_after_start",
        "start": "2026-09-01",
        "days": 60,
        "absence_days": 14,
    }
    assert one().derived_at == LATER

    assert absences.cancel(away, now=LATER)
    assert not absences.cancel(away, now=LATER + timedelta(days=1))
    assert away.cancelled_at == LATER
    assert due_dates.derive(here.ids, now=LATER) == {one().pk}
    assert one().due_on == date(2026, 10, 31)


def test_another_persons_absence_moves_nothing() -> None:
    here = world()
    ada, bob = enrol(here, 2)
    due_dates.derive(here.ids, now=NOW)
    absences.record(
        bob.person_id, starts_on=START, ends_on=START + timedelta(days=5), reason="other", now=NOW
    )
    moved = due_dates.derive(here.ids, now=LATER)
    assert moved == {DueDate.objects.unscoped(reason="test").get(enrolment=bob).pk}
    assert all_due()[ada.pk, here.requirements[0].pk] == date(2026, 10, 31)


def test_a_met_date_stays_as_it_was() -> None:
    here = world(due_days=(60, 90))
    ada = enrol(here)[0]
    first, second = here.requirements
    due_dates.derive(here.ids, now=NOW)
    met = due_dates.mark_met(ada.pk, [first.pk], at=NOW)
    assert due_dates.mark_met(ada.pk, [first.pk], at=LATER) == []
    absences.record(
        ada.person_id, starts_on=date(2026, 9, 2), ends_on=date(2026, 9, 3), reason="sickness", now=NOW
    )
    moved = due_dates.derive(here.ids, now=LATER)
    assert all_due() == {(ada.pk, first.pk): date(2026, 10, 31), (ada.pk, second.pk): date(2026, 12, 2)}
    assert len(met) == 1
    assert not moved & set(met)
    assert DueDate.objects.unscoped(reason="test").get(pk=met[0]).met_at == NOW


@pytest.mark.parametrize("state", [State.DEFERRED, State.WITHDRAWN, State.COMPLETED, State.INVITED])
def test_only_active_enrolments_are_derived(state: State) -> None:
    here = world()
    ada = enrol(here)[0]
    due_dates.derive(here.ids, now=NOW)
    Enrolment.objects.unscoped(reason="test").update(state=state, expires_at=NOW)
    absences.record(
        ada.person_id, starts_on=START, ends_on=START + timedelta(days=5), reason="other", now=NOW
    )
    assert due_dates.derive(here.ids, now=LATER) == set()
    assert one().due_on == date(2026, 10, 31)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_queries_do_not_grow(count: int, django_assert_num_queries: object) -> None:
    here = world(due_days=(60, 90))
    enrol(here, count)
    with django_assert_num_queries(9):  # type: ignore[operator]
        due_dates.derive(here.ids, now=NOW)
    with django_assert_num_queries(8):  # type: ignore[operator]
        due_dates.derive(here.ids, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE leadership_enrolment_enrolment SET starts_on = starts_on + 1")
    with django_assert_num_queries(9):  # type: ignore[operator]
        assert len(due_dates.derive(here.ids, now=LATER)) == 2 * count


def test_differences_name_what_the_rules_would_give_otherwise() -> None:
    here = world()
    ada, bob = enrol(here, 2)
    due_dates.derive(here.ids, now=NOW)
    assert list(due_dates.differences(here.ids)) == []
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE leadership_calendar_duedate SET due_on = '2027-01-01' WHERE enrolment_id = %s", [ada.pk]
        )
        cursor.execute("DELETE FROM leadership_calendar_duedate WHERE enrolment_id = %s", [bob.pk])
    wrong = one()
    assert sorted(due_dates.differences(here.ids)) == [
        (str(wrong.pk), date(2027, 1, 1), date(2026, 10, 31)),
        (f"of enrolment {bob.pk} for requirement {here.requirements[0].pk}", None, date(2026, 10, 31)),
    ]


def test_absence_that_ends_before_it_starts_is_refused_and_writes_nothing() -> None:
    ada = enrol(world())[0]
    with pytest.raises(ValidationError):
        absences.record(
            ada.person_id, starts_on=START, ends_on=START - timedelta(days=1), reason="other", now=NOW
        )
    with pytest.raises(ValidationError):
        absences.record(ada.person_id, starts_on=START, ends_on=START, reason="holiday", now=NOW)
    assert Absence.objects.unscoped(reason="test").count() == 0


def test_the_database_refuses_a_second_date_and_an_absence_that_ends_before_it_starts() -> None:
    here = world()
    ada = enrol(here)[0]
    due_dates.derive(here.ids, now=NOW)
    with (
        pytest.raises(IntegrityError, match="one_due_date"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO leadership_calendar_duedate"
            " (uid, enrolment_id, requirement_id, due_on, derivation, derived_at, waited)"
            " SELECT gen_random_uuid(), enrolment_id, requirement_id, due_on, derivation, derived_at, waited"
            " FROM leadership_calendar_duedate"
        )
    with (
        pytest.raises(IntegrityError, match="absence_dates"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO leadership_calendar_absence (uid, person_id, starts_on, ends_on, reason, created_at)"
            " VALUES (gen_random_uuid(), %s, '2026-09-02', '2026-09-01', 'other', now())",
            [ada.person_id],
        )


def test_the_doctor_sees_absences_and_the_trust_none() -> None:
    here = world()
    ada, bob = enrol(here, 2)
    due_dates.derive(here.ids, now=NOW)
    absences.record(ada.person_id, starts_on=START, ends_on=START, reason="parental", now=NOW)
    own = Viewer.of_person(ada.person_id)
    trust = Viewer.of_organisations([here.trust.pk], on=START)
    assert [away.reason for away in selectors.absences(own)] == ["parental"]
    assert selectors.absence_on(own, START)
    assert not selectors.absence_on(own, START + timedelta(days=1))
    assert list(selectors.absences(trust)) == []
    assert not selectors.absence_on(trust, START)
    assert {due.enrolment_id for due in selectors.open_due_dates(trust)} == {ada.pk, bob.pk}
    assert {due.enrolment_id for due in selectors.open_due_dates(own)} == {ada.pk}
    assert {due.enrolment_id for due in selectors.due_dates(own, enrolment_ids=here.ids)} == {ada.pk}
    with pytest.raises(UnscopedAccess):
        Absence.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_due_dates_come_with_what_is_shown(count: int, django_assert_num_queries: object) -> None:
    here = world(due_days=(60, 90))
    enrol(here, count)
    due_dates.derive(here.ids, now=NOW)
    trust = Viewer.of_organisations([here.trust.pk], on=START)
    with django_assert_num_queries(1):  # type: ignore[operator]
        shown = [
            (due.requirement.title, due.enrolment.version.title) for due in selectors.open_due_dates(trust)
        ]
    assert (
        shown
        == [("Module 1", "Leading a clinical team")] * count
        + [("Module 2", "Leading a clinical team")] * count
    )
