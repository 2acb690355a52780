"""Planning: every promised reminder is a row before it goes, once, and is taken back when not wanted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from kernel.access import Viewer
from kernel.models import OutboxMessage
from lms.calendar.models import DueDate
from lms.calendar.services import absences, due_dates
from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment
from lms.people.models import Person
from lms.reminders import selectors
from lms.reminders.enums import Reason, SendState
from lms.reminders.models import PlannedSend, PlanningMark
from lms.reminders.presenters import what
from lms.reminders.rules import next_try, planned_moments
from lms.reminders.services import planning
from tests.conftest import AsSite
from tests.reminders.build import NOW, START, World, enrol, world

DAY = timedelta(days=1)
db = pytest.mark.django_db


def sends() -> list[PlannedSend]:
    return list(PlannedSend.objects.unscoped(reason="test").order_by("planned_for", "pk"))


def told() -> list[tuple[str, str, str]]:
    return [(send.occurrence, send.state, send.reason) for send in sends()]


def started(**kwargs: Any) -> World:
    """One doctor on the programme, due dates derived, reminders planned."""
    here = world(**kwargs)
    enrol(here)
    due_dates.derive(here.ids, now=NOW)
    planning.plan_due_reminders(now=NOW, enrolment_ids=here.ids)
    return here


def away(here: World, first: date, last: date, now: datetime = NOW) -> Any:
    absence = absences.record(
        here.enrolments[0].person_id, starts_on=first, ends_on=last, reason="other", now=now
    )
    changed(here, now)
    return absence


def changed(here: World, now: datetime = NOW) -> int:
    due_dates.derive(here.ids, now=now)
    return planning.plan_due_reminders(now=now, enrolment_ids=here.ids)


# The rule


def test_a_reminder_goes_at_eight_in_london_whatever_the_season() -> None:
    summer, winter = (
        planned_moments([7], date(2026, 10, 31), NOW),
        planned_moments([5], date(2026, 10, 31), NOW),
    )
    assert [moment.at for moment in summer] == [datetime(2026, 10, 24, 7, 0, tzinfo=UTC)]
    assert [moment.at for moment in winter] == [datetime(2026, 10, 26, 8, 0, tzinfo=UTC)]
    assert summer[0].occurrence == "7:2026-10-31"


def test_moments_come_earliest_first_and_each_once() -> None:
    found = planned_moments([1, 14, 7, 7, 0], date(2026, 10, 31), NOW)
    assert [moment.days for moment in found] == [14, 7, 1, 0]
    assert [moment.at.day for moment in found] == [17, 24, 30, 31]


@given(hours=st.integers(-24 * 40, 24 * 40))
def test_a_moment_is_too_late_more_than_a_day_after(hours: int) -> None:
    at = datetime(2026, 10, 24, 7, 0, tzinfo=UTC)
    (moment,) = planned_moments([7], date(2026, 10, 31), at + timedelta(hours=hours))
    assert moment.too_late == (hours > 24)


def test_tries_are_spread_over_two_days() -> None:
    waits = [next_try(attempts, NOW) for attempts in range(1, 9)]
    assert [wait - NOW for wait in waits if wait] == [
        timedelta(minutes=1),
        timedelta(minutes=5),
        timedelta(minutes=15),
        timedelta(hours=1),
        timedelta(hours=4),
        timedelta(hours=12),
        timedelta(hours=24),
    ]
    assert waits[-1] is None


# Reminders


@db
def test_each_rule_of_each_open_date_gets_one_row() -> None:
    here = started(due_days=(30, 60), reminder_days=(7, 1))
    assert told() == [
        ("7:2026-10-01", "planned", ""),
        ("1:2026-10-01", "planned", ""),
        ("7:2026-10-31", "planned", ""),
        ("1:2026-10-31", "planned", ""),
    ]
    first = sends()[0]
    assert first.planned_for == datetime(2026, 9, 24, 7, 0, tzinfo=UTC)
    assert first.recipient_id == here.enrolments[0].person_id
    assert first.organisation_id == here.trust.pk
    assert first.why == {"days": 7, "due_on": "2026-10-01"}
    assert first.created_at == NOW
    assert planning.plan_due_reminders(now=NOW, enrolment_ids=here.ids) == 0
    assert len(sends()) == 4


@db
def test_rows_stand_only_within_the_horizon(settings: Any) -> None:
    here = started(due_days=(67, 68), reminder_days=(7,))
    assert told() == [("7:2026-11-07", "planned", "")]
    assert planning.plan_due_reminders(now=NOW + DAY) == 1
    assert told() == [("7:2026-11-07", "planned", ""), ("7:2026-11-08", "planned", "")]
    settings.LEADERSHIP_PLANNING_HORIZON_DAYS = 90
    assert planning.horizon_days() == 90
    assert here.ids


@db
def test_what_is_too_late_is_said_rather_than_silent() -> None:
    here = world(due_days=(6, 8), reminder_days=(7,))
    enrol(here)
    assert changed(here) == 1
    assert told() == [
        ("7:2026-09-07", "suppressed", "too_late"),
        ("7:2026-09-09", "planned", ""),
    ]
    assert sends()[0].settled_at == NOW


@db
def test_a_moment_of_less_than_a_day_ago_still_goes_at_once() -> None:
    here = world(due_days=(7,), reminder_days=(7,))
    enrol(here)
    assert changed(here) == 1
    assert told() == [("7:2026-09-08", "planned", "")]
    assert OutboxMessage.objects.get().topic == "reminders.queue_due"


@db
def test_a_date_that_moves_takes_its_reminder_along() -> None:
    here = started()
    away(here, date(2026, 9, 2), date(2026, 9, 4), NOW + DAY)
    assert told() == [("7:2026-10-31", "suppressed", "date_moved"), ("7:2026-11-03", "planned", "")]
    assert sends()[0].settled_at == NOW + DAY
    seen = selectors.sends(Viewer.system("test")).order_by("planned_for", "pk")
    assert [what(send).rsplit(" due on ")[1] for send in seen] == ["31 October 2026", "3 November 2026"]


@db
def test_a_date_that_moves_back_finds_its_first_reminder_again() -> None:
    here = started()
    absence = away(here, date(2026, 9, 2), date(2026, 9, 4))
    absences.cancel(absence, now=NOW)
    assert changed(here) == 1
    assert told() == [("7:2026-10-31", "planned", ""), ("7:2026-11-03", "suppressed", "date_moved")]
    assert sends()[0].settled_at is None


@db
def test_what_was_sent_is_never_planned_again() -> None:
    here = started()
    PlannedSend.objects.unscoped(reason="test").update(state=SendState.SENT)
    absence = away(here, date(2026, 9, 2), date(2026, 9, 4))
    absences.cancel(absence, now=NOW)
    changed(here)
    assert told() == [("7:2026-10-31", "sent", ""), ("7:2026-11-03", "suppressed", "date_moved")]


@db
def test_what_is_on_its_way_is_left_to_the_worker_that_has_it() -> None:
    here = started()
    PlannedSend.objects.unscoped(reason="test").update(state=SendState.QUEUED)
    away(here, date(2026, 9, 2), date(2026, 9, 4))
    planning.suppress_for_enrolments(here.ids, reason="withdrawn", now=NOW)
    assert told() == [("7:2026-10-31", "queued", ""), ("7:2026-11-03", "suppressed", "withdrawn")]


@db
def test_met_dates_and_ended_enrolments_get_no_reminder() -> None:
    here = world(due_days=(30, 60))
    ada = enrol(here)[0]
    enrol(here, 1)
    due_dates.derive(here.ids, now=NOW)
    due_dates.mark_met(ada.pk, [here.requirements[0].pk], at=NOW)
    Enrolment.objects.unscoped(reason="test").filter(pk=here.ids[1]).update(state=State.WITHDRAWN)
    assert planning.plan_due_reminders(now=NOW) == 1
    assert told() == [("7:2026-10-31", "planned", "")]


@db
def test_deferral_takes_back_and_resuming_plans_again() -> None:
    here = started(due_days=(30, 60))
    Enrolment.objects.unscoped(reason="test").update(state=State.DEFERRED)
    assert planning.suppress_for_enrolments(here.ids, reason="deferred", now=NOW) == 2
    assert planning.plan_due_reminders(now=NOW, enrolment_ids=here.ids) == 0
    assert {row[1:] for row in told()} == {("suppressed", "deferred")}

    Enrolment.objects.unscoped(reason="test").update(state=State.ACTIVE)
    after_the_first = datetime(2026, 9, 26, 9, 0, tzinfo=UTC)
    assert planning.plan_due_reminders(now=after_the_first, enrolment_ids=here.ids) == 1
    assert told() == [("7:2026-10-01", "suppressed", "deferred"), ("7:2026-10-31", "planned", "")]


@db
def test_withdrawing_is_final() -> None:
    here = started()
    assert planning.suppress_for_enrolments(here.ids, reason="withdrawn", now=NOW) == 1
    assert planning.plan_due_reminders(now=NOW, enrolment_ids=here.ids) == 0
    assert told() == [("7:2026-10-31", "suppressed", "withdrawn")]


@db
def test_meeting_a_date_takes_back_its_reminders_only() -> None:
    here = started(due_days=(30, 60))
    first = DueDate.objects.unscoped(reason="test").order_by("due_on")[0]
    assert planning.suppress_for_due_dates([first.pk], reason="met", now=NOW) == 1
    assert told() == [("7:2026-10-01", "suppressed", "met"), ("7:2026-10-31", "planned", "")]
    assert here.ids


@db
def test_another_enrolment_is_left_alone() -> None:
    here = started()
    other = enrol(here)[0]
    changed(here)
    assert planning.suppress_for_enrolments([other.pk], reason="withdrawn", now=NOW) == 1
    assert [row[1] for row in told()] == ["planned", "suppressed"]


@db
def test_the_clock_looks_at_everybody_once_for_each_day(django_assert_num_queries: Any) -> None:
    here = world()
    enrol(here)
    due_dates.derive(here.ids, now=NOW)
    assert planning.plan_due_reminders(now=NOW) == 1
    assert PlanningMark.objects.get().planned_until == START + timedelta(days=60)
    with django_assert_num_queries(3):
        assert planning.plan_due_reminders(now=NOW) == 0
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM leadership_reminders_plannedsend")
    assert planning.plan_due_reminders(now=NOW) == 0


@db
def test_what_is_missing_is_found_before_it_has_to_go() -> None:
    here = world(due_days=(30,))
    enrol(here)
    due_dates.derive(here.ids, now=NOW)
    assert planning.plan_due_reminders(now=NOW) == 1
    (planned_for,) = PlannedSend.objects.unscoped(reason="test").values_list("planned_for", flat=True)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM leadership_reminders_plannedsend")
    fortnight_before = planned_for - timedelta(days=14)
    assert planning.plan_due_reminders(now=fortnight_before - DAY) == 0
    assert planning.plan_due_reminders(now=fortnight_before) == 1


@db
def test_what_the_horizon_reaches_is_planned_that_day() -> None:
    here = world(due_days=(80,))
    enrol(here)
    due_dates.derive(here.ids, now=NOW)
    planned = [planning.plan_due_reminders(now=NOW + days * DAY) for days in range(16)]
    assert planned == [0] * 13 + [1, 0, 0]


@db
@pytest.mark.parametrize("count", [1, 3, 30])
def test_queries_do_not_grow_with_the_number(count: int, django_assert_num_queries: Any) -> None:
    here = world(due_days=(30, 60))
    enrol(here, count)
    due_dates.derive(here.ids, now=NOW)
    with django_assert_num_queries(6):
        assert planning.plan_due_reminders(now=NOW, enrolment_ids=here.ids) == 2 * count


# Invitations


@db
def test_an_invitation_is_planned_for_now_and_once() -> None:
    here = world()
    rows = enrol(here, 2, state=State.INVITED, with_users=False) + enrol(here, 1)
    assert planning.plan_invitations(rows, now=NOW) == 2
    planning.plan_invitations(rows, now=NOW + DAY)
    assert [(s.rule, s.occurrence, s.planned_for, s.state) for s in sends()] == [
        ("invitation", "1", NOW, "planned"),
        ("invitation", "1", NOW, "planned"),
    ]
    assert [send.enrolment_id for send in sends()] == [row.pk for row in rows[:2]]
    planning.plan_invitations(rows, now=NOW + DAY, ordinal=2)
    assert [send.occurrence for send in sends()] == ["1", "1", "2", "2"]


@db
@pytest.mark.parametrize("count", [1, 3, 30])
def test_queries_of_invitations_do_not_grow(count: int, django_assert_num_queries: Any) -> None:
    rows = enrol(world(), count, state=State.INVITED, with_users=False)
    with django_assert_num_queries(8):
        planning.plan_invitations(rows, now=NOW)


@db
def test_an_expired_invitation_is_taken_back() -> None:
    rows = enrol(world(), 1, state=State.INVITED, with_users=False)
    planning.plan_invitations(rows, now=NOW)
    assert planning.suppress_for_enrolments([rows[0].pk], reason=Reason.EXPIRED, now=NOW + DAY) == 1
    assert told() == [("1", "suppressed", "expired")]


@db
def test_a_merged_persons_sends_follow(as_site: AsSite) -> None:
    here = world()
    rows = enrol(here, 1, state=State.INVITED, with_users=False)
    mine = Person.objects.create(given_name="Ada", family_name="King", created_at=NOW)
    with as_site():
        planning.plan_invitations(rows, now=NOW)
        assert planning.move_recipient(rows[0].person_id, to_person_id=mine.pk) == 1
    assert [send.recipient_id for send in sends()] == [mine.pk]


# What the database itself refuses

COPY = (
    "INSERT INTO leadership_reminders_plannedsend (uid, enrolment_id, due_date_id, rule, occurrence, channel,"
    " recipient_id, organisation_id, planned_for, state, reason, why, created_at)"
    " SELECT gen_random_uuid(), {enrolment}, {due_date}, {rule}, occurrence, channel, recipient_id,"
    " organisation_id, planned_for, {state}, reason, why, created_at FROM leadership_reminders_plannedsend"
)
AS_IT_IS = {"enrolment": "enrolment_id", "due_date": "due_date_id", "rule": "rule", "state": "state"}


@db
@pytest.mark.bar(19)
@pytest.mark.parametrize(
    ("subject", "change", "constraint"),
    [
        ("enrolment", {}, "send_once_per_enrolment"),
        ("due_date", {}, "send_once_per_due_date"),
        ("due_date", {"due_date": "NULL"}, "send_has_one_subject|send_rule_fits_subject"),
        ("due_date", {"enrolment": "{any}", "rule": "'invitation'"}, "send_has_one_subject"),
        ("due_date", {"rule": "'invitation'"}, "send_rule_fits_subject"),
        ("enrolment", {"rule": "'before_due'"}, "send_rule_fits_subject"),
        ("due_date", {"state": "'suppressed'"}, "send_suppressed_has_reason"),
        ("due_date", {"state": "'failed'"}, "send_suppressed_has_reason"),
    ],
)
def test_the_database_refuses(subject: str, change: dict[str, str], constraint: str) -> None:
    here = started() if subject == "due_date" else world()
    if subject == "enrolment":
        planning.plan_invitations(enrol(here, 1, state=State.INVITED, with_users=False), now=NOW)
    words = {name: value.format(any=here.ids[0]) for name, value in (AS_IT_IS | change).items()}
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        cursor.execute(COPY.format(**words))
    assert len(sends()) == 1
