"""A person is away once on any day: the database holds it whatever the code does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from kernel.access import Viewer
from lms.calendar import selectors
from lms.calendar.models import Absence
from lms.calendar.services import absences
from tests.reminders.build import NOW, START, enrol, world

pytestmark = pytest.mark.django_db
INSERT = """
INSERT INTO leadership_calendar_absence (uid, person_id, starts_on, ends_on, reason, created_at, cancelled_at)
VALUES (gen_random_uuid(), %s, %s, %s, 'other', %s, %s)
"""


def day(n: int) -> object:
    return START + timedelta(days=n)


def insert(person_id: int, first: int, last: int, *, cancelled: bool = False) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT, [person_id, day(first), day(last), NOW, NOW if cancelled else None])


def count() -> int:
    return Absence.objects.unscoped(reason="test").count()


@pytest.mark.parametrize(("first", "last"), [(10, 19), (1, 10), (19, 30), (12, 13), (1, 30)])
def test_a_day_in_common_is_refused(first: int, last: int) -> None:
    (row,) = enrol(world(), 1)
    insert(row.person_id, 10, 19)
    with pytest.raises(IntegrityError, match="absence_no_overlap"):
        insert(row.person_id, first, last)
    assert count() == 1


def test_days_beside_it_another_person_and_what_was_cancelled_are_taken() -> None:
    ada, bob = enrol(world(), 2)
    insert(ada.person_id, 10, 19)
    insert(ada.person_id, 1, 9)
    insert(ada.person_id, 20, 25)
    insert(bob.person_id, 10, 19)
    insert(ada.person_id, 10, 19, cancelled=True)
    assert count() == 5


def test_what_was_cancelled_makes_room() -> None:
    (row,) = enrol(world(), 1)
    first = absences.record(row.person_id, starts_on=START, ends_on=START, reason="other", now=NOW)
    absences.cancel(first, now=NOW)
    absences.record(row.person_id, starts_on=START, ends_on=START, reason="other", now=NOW)
    assert count() == 2


def test_the_one_that_is_in_the_way_is_found() -> None:
    ada, bob = enrol(world(), 2)
    insert(ada.person_id, 10, 19)
    viewer, other = Viewer.of_person(ada.person_id), Viewer.of_person(bob.person_id)
    found = selectors.absence_meeting(viewer, starts_on=START, ends_on=START + timedelta(days=10))
    assert found is not None
    assert found.starts_on == day(10)
    assert selectors.absence_meeting(viewer, starts_on=START, ends_on=START + timedelta(days=9)) is None
    assert selectors.absence_meeting(other, starts_on=START, ends_on=START + timedelta(days=10)) is None
