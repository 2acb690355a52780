"""Days stay on the calendar, whoever writes them."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction

from kernel.days import FIRST, LAST, check_day
from lms.calendar.models import DueDate
from lms.calendar.rules import Away, due_on
from lms.calendar.services import due_dates
from tests.reminders.build import NOW, enrol, world

# The day up to which reminders are planned, and that of a reminder, are days of the clock.
OWN = {"leadership_reminders.PlanningMark.planned_until", "leadership_reminders.PlannedSend.reminded_on"}


@pytest.mark.parametrize("day", [FIRST, LAST, date(2026, 9, 1)])
def test_a_day_in_bounds_is_taken(day: date) -> None:
    check_day(day)


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(2101, 1, 1), date.max, date.min])
def test_a_day_out_of_bounds_is_not(day: date) -> None:
    with pytest.raises(ValidationError, match="between 1900 and 2100"):
        check_day(day)


def test_every_date_of_lms_is_bounded_in_the_database() -> None:
    for model in apps.get_models():
        if not model.__module__.startswith("lms."):
            continue
        bounded = "".join(
            str(c.condition)
            for c in model._meta.constraints
            if isinstance(c, models.CheckConstraint) and "__range" in str(c.condition)
        )
        for field in model._meta.local_fields:
            if type(field) is models.DateField and f"{model._meta.label}.{field.name}" not in OWN:
                assert f"'{field.name}__range'" in bounded, f"{model._meta.label}.{field.name}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("UPDATE leadership_calendar_duedate SET due_on = '3000-01-01'", "due_date_days"),
        ("UPDATE leadership_enrolment_enrolment SET starts_on = '2101-01-01'", "enrolment_days"),
        ("UPDATE leadership_enrolment_contract SET ends_on = '9999-12-31'", "contract_days"),
        ("UPDATE leadership_people_membership SET starts_on = '0001-01-01'", "membership_days"),
        ("UPDATE leadership_organisations_organisation SET opened_on = '1899-12-31'", "organisation_days"),
    ],
)
def test_the_database_refuses_what_is_out_of_bounds(sql: str, name: str) -> None:
    here = world()
    enrol(here)
    due_dates.derive(here.ids, now=NOW)
    before = DueDate.objects.unscoped(reason="a test").get().due_on
    with pytest.raises(IntegrityError, match=name), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert DueDate.objects.unscoped(reason="a test").get().due_on == before


def test_the_furthest_days_that_are_taken_do_not_fall_off_the_calendar() -> None:
    assert due_on(LAST, 3650, [Away(FIRST, LAST)]).on > LAST
