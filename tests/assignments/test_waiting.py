"""Work that waits for its markers is not to be done: its date stands still, and nobody is late for it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction

from kernel.access import Viewer
from lms.actions import integrity, marking
from lms.calendar import selectors as calendar
from lms.calendar.models import DueDate
from lms.calendar.presenters import explain
from lms.calendar.services import absences, due_dates
from lms.enrolment.models import Contract, Enrolment
from lms.reminders import selectors as reminders
from lms.reminders.models import Delivery, PlannedSend
from lms.reminders.services import openness, planning, sending
from lms.web.selectors import cohorts, desk
from programmes.enums import ReminderKind
from programmes.services.authoring import PartModule, ReminderData
from tests.factories import programmes, trusts
from tests.factories.courses import World, make_world
from tests.factories.programmes import a_reading, an_assignment
from tests.factories.work import REASON, give, hand_in, levels, make_marker
from tests.ready import ready

START = date(2026, 9, 1)
DUE = date(2026, 10, 1)


def make_dated() -> World:
    """A module with a reading and an assignment that may be handed in twice, due after thirty days."""
    there = make_world()
    module = programmes.make_module(activities=[a_reading(), an_assignment()])
    programme = programmes.make_programme(
        modules=[PartModule(module, due_days=30)],
        reminders=[
            ReminderData(ReminderKind.BEFORE_DUE, 7),
            ReminderData(ReminderKind.ON_DUE, 0),
            ReminderData(ReminderKind.OVERDUE, 3),
        ],
    )
    contract = Contract.objects.create(
        organisation=there.trust,
        programme=programme,
        seats=10,
        starts_on=START,
        ends_on=START + timedelta(days=365),
    )
    return World(there.trust, there.lead, programme, contract, there.now)


ready_dated = ready("ready_dated", make_dated)


class Story:
    """One doctor and one marker; ``on`` moves the day."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.user, self.row = world.enrolled()
        self.marker = make_marker(world)
        self.on(date(2026, 9, 10))
        world.finish(self.user, self.row, "Why meetings fail")

    def on(self, day: date) -> datetime:
        self.world.now = datetime(day.year, day.month, day.day, 9, tzinfo=trusts.NOW.tzinfo)
        return self.world.now

    def hand_in(self, day: date) -> Any:
        self.on(day)
        return hand_in(self.world, self.user, self.row)

    def mark(self, day: date, submission: Any, *places: int) -> None:
        self.on(day)
        give(self.world, self.marker, submission, *places)

    @property
    def due(self) -> DueDate:
        found: DueDate = DueDate.objects.unscoped(reason=REASON).get(enrolment=self.row)
        return found

    def sends(self) -> list[tuple[str, str, str, str]]:
        rows = PlannedSend.objects.unscoped(reason=REASON).filter(due_date__enrolment=self.row)
        found = rows.order_by("planned_for", "pk").values_list("rule", "occurrence", "state", "reason")
        return [(rule, occurrence, state, reason) for rule, occurrence, state, reason in found]


ready_story = ready("ready_story", lambda: Story(make_dated()))


@pytest.fixture
def story(ready_story: Story) -> Story:
    return ready_story


RETURNED, PASSED = (0, 1), (1, 1)
RULES = [("before_due", 7), ("on_due", 0), ("overdue", 3)]
PLANNED = [(rule, f"{days}:2026-10-01", "planned", "") for rule, days in RULES]
NOT_SENT = [(rule, f"{days}:2026-10-01", "suppressed", "handed_in") for rule, days in RULES]


def test_handing_in_in_time_takes_its_mails_back(story: Story) -> None:
    assert story.sends() == PLANNED

    story.hand_in(date(2026, 9, 20))

    assert (story.due.due_on, story.due.waiting_since, story.due.met_at) == (DUE, story.world.now, None)
    assert story.sends() == NOT_SENT


def test_no_planner_plans_them_again_while_it_waits(story: Story) -> None:
    story.hand_in(date(2026, 9, 20))
    late = story.on(date(2026, 10, 8))

    assert planning.plan_due_reminders(now=late) == 0
    assert planning.plan_due_reminders(now=late, enrolment_ids=[story.row.pk]) == 0

    assert story.sends() == NOT_SENT
    viewer = Viewer.of_person(story.row.person_id)
    assert list(calendar.open_due_dates(viewer)) == []
    assert reminders.forecast(viewer, now=story.on(date(2026, 7, 1))) == []


def test_one_that_is_on_its_way_already_is_looked_at_again(story: Story) -> None:
    rows = PlannedSend.objects.unscoped(reason=REASON).filter(rule="on_due")
    morning = story.on(DUE)
    assert [each for each, _uid in sending.claim_due(now=morning)] == [rows.get().pk]
    story.hand_in(DUE)

    Delivery.objects.create(planned_send=rows.get(), message_id="<a@b.example>")
    sending.carry([rows.get().pk], now=story.world.now)

    assert rows.values_list("state", "reason").get() == ("suppressed", "handed_in")
    assert mail.outbox == []


def test_who_can_only_wait_is_not_told_that_nothing_was_done(story: Story) -> None:
    send = PlannedSend(rule="inactive", enrolment=story.row, recipient=story.row.person)
    assert openness.why_not(send, now=story.world.now) is None

    story.hand_in(date(2026, 9, 20))

    assert openness.why_not(send, now=story.on(date(2026, 10, 8))) == "handed_in"


def test_the_desk_calls_nobody_late_for_it(story: Story) -> None:
    story.hand_in(date(2026, 9, 20))
    now, on = story.on(date(2026, 10, 8)), date(2026, 10, 8)
    viewer = Viewer.of_organisations([story.world.trust.pk], on=on)

    (row,) = desk.people(viewer, on=on)
    assert (row.next_due, row.waiting_since.date()) == (None, date(2026, 9, 20))
    figures = desk.summary(viewer, now=now, on=on)
    assert (figures.overdue, figures.needs_you) == (0, 0)
    assert list(desk.filtered(viewer, {"need": "overdue"}, now=now, on=on)) == []


def test_a_cohort_counts_what_is_late_without_it(ready_dated: World) -> None:
    on, cohort = date(2026, 10, 8), trusts.make_cohort(ready_dated.contract)
    story = Story(ready_dated)
    Enrolment.objects.unscoped(reason=REASON).update(cohort=cohort)
    viewer = Viewer.of_organisations([story.world.trust.pk], on=on)
    (before,) = cohorts.dated_modules(viewer, cohort, on=on)

    story.hand_in(date(2026, 9, 20))

    (after,) = cohorts.dated_modules(viewer, cohort, on=on)
    assert ((before.people, before.met, before.late), (after.people, after.met, after.late)) == (
        (1, 0, 1),
        (1, 0, 0),
    )


def test_passing_meets_the_date_and_it_waits_no_longer(story: Story) -> None:
    submission = story.hand_in(date(2026, 9, 20))

    story.mark(date(2026, 10, 12), submission, *PASSED)

    assert (story.due.met_at, story.due.waiting_since) == (story.world.now, None)
    assert story.sends() == NOT_SENT


def test_work_that_comes_back_leaves_the_days_that_were_left(story: Story) -> None:
    """Eleven days were left when it was handed in; as many are left from the day that it comes back."""
    submission = story.hand_in(date(2026, 9, 20))

    story.mark(date(2026, 9, 26), submission, *RETURNED)

    due = story.due
    assert (due.waiting_since, due.came_back_on) == (None, date(2026, 9, 26))
    assert due.waited == [["2026-09-20", "2026-09-25"]]
    # Six days waited give the 7th of October, fourteen days for changes the 10th: the later counts.
    assert due.due_on == date(2026, 10, 10)
    assert explain(due.derivation) == "14 days after your work came back to you on 26 September 2026"
    assert sorted(story.sends()) == sorted(
        [*NOT_SENT, *((rule, f"{days}:2026-10-10", "planned", "") for rule, days in RULES)]
    )


def test_many_days_that_were_left_are_left_again(story: Story) -> None:
    submission = story.hand_in(date(2026, 9, 11))

    story.mark(date(2026, 9, 21), submission, *RETURNED)

    due = story.due
    assert due.due_on == date(2026, 10, 11)
    assert due.derivation == {
        "rule": "days_after_start",
        "start": "2026-09-01",
        "days": 30,
        "absence_days": 0,
        "marking_days": 10,
    }
    assert explain(due.derivation) == (
        "30 days after you started on 1 September 2026, plus 10 days that your work was with the markers"
    )
    assert explain(due.derivation, for_trust=True) == (
        "30 days after the start on 1 September 2026, plus 10 days"
    )


def test_returned_on_the_same_day_the_same_mails_are_planned_again(story: Story) -> None:
    submission = story.hand_in(date(2026, 9, 11))

    story.mark(date(2026, 9, 11), submission, *RETURNED)

    assert (story.due.due_on, story.due.waited) == (DUE, [])
    assert story.sends() == PLANNED


def test_late_work_that_comes_back_has_days_for_changes(story: Story) -> None:
    submission = story.hand_in(date(2026, 10, 9))

    story.mark(date(2026, 10, 20), submission, *RETURNED)

    assert story.due.due_on == date(2026, 11, 3)


def test_the_days_for_changes_are_a_setting(story: Story, settings: Any) -> None:
    settings.LEADERSHIP_DAYS_FOR_CHANGES = 21
    submission = story.hand_in(date(2026, 10, 1))

    story.mark(date(2026, 10, 5), submission, *RETURNED)

    assert story.due.due_on == date(2026, 10, 26)


def test_absence_while_it_waits_counts_once(story: Story) -> None:
    submission = story.hand_in(date(2026, 9, 11))
    absences.record(
        story.row.person_id,
        starts_on=date(2026, 9, 15),
        ends_on=date(2026, 9, 24),
        reason="other",
        now=story.world.now,
    )

    story.mark(date(2026, 9, 21), submission, *RETURNED)

    # The 11th to the 20th it waited, the 21st to the 24th the doctor was away: fourteen days in all.
    assert (story.due.due_on, story.due.derivation["marking_days"]) == (date(2026, 10, 15), 10)
    assert story.due.derivation["absence_days"] == 4


def test_handed_in_again_it_waits_again_and_both_waits_count(story: Story) -> None:
    first = story.hand_in(date(2026, 9, 11))
    story.mark(date(2026, 9, 21), first, *RETURNED)

    second = story.hand_in(date(2026, 10, 1))
    assert story.due.waiting_since == story.world.now
    story.mark(date(2026, 10, 3), second, *RETURNED)

    assert story.due.waited == [["2026-09-11", "2026-09-20"], ["2026-10-01", "2026-10-02"]]
    # Not passed for the last time: the date counts, for the doctor has to speak with a marker.
    assert (second.state, story.due.waiting_since) == ("failed", None)
    assert story.due.due_on == date(2026, 10, 17)


def test_one_more_try_leaves_days_for_it(story: Story) -> None:
    first = story.hand_in(date(2026, 9, 11))
    story.mark(date(2026, 9, 12), first, *RETURNED)
    second = story.hand_in(date(2026, 9, 13))
    story.mark(date(2026, 9, 14), second, *RETURNED)
    now = story.on(date(2026, 10, 20))

    marking.allow_again(trusts.learner_context(story.marker, now=now), submission_uid=second.uid)

    assert (story.due.came_back_on, story.due.due_on) == (date(2026, 10, 20), date(2026, 11, 3))


def test_with_something_else_left_to_do_the_date_counts(ready_dated: World) -> None:
    user, row = ready_dated.enrolled()
    hand_in(ready_dated, user, row)
    (due,) = DueDate.objects.unscoped(reason=REASON).filter(enrolment=row)
    assert due.waiting_since is None

    ready_dated.finish(user, row, "Why meetings fail")

    due.refresh_from_db()
    assert due.waiting_since == ready_dated.now


def test_marks_of_one_that_is_begun_or_let_go_change_nothing(story: Story) -> None:
    submission = story.hand_in(date(2026, 9, 20))
    since = story.due.waiting_since
    context = trusts.learner_context(story.marker, now=story.on(date(2026, 9, 22)))

    marking.start_marking(context, submission_uid=submission.uid)
    marking.save_marking(
        context, submission_uid=submission.uid, levels=levels(submission, 1, 1), feedback="So far."
    )
    marking.release_marking(context, submission_uid=submission.uid)

    assert story.due.waiting_since == since


def test_a_place_that_begins_later_waits_too(story: Story) -> None:
    """The same module in another programme: what is with the markers is not to be done there either."""
    module = story.world.activity("Change one meeting").version.module
    other = programmes.make_programme(modules=[PartModule(module, due_days=5)], open_to_all=True)
    story.hand_in(date(2026, 9, 20))

    from lms.actions.enrolment import join_programme  # noqa: PLC0415 -- only this test joins by itself

    row = join_programme(
        trusts.learner_context(story.user, now=story.world.now), programme_uid=other.translation_key
    )

    (due,) = DueDate.objects.unscoped(reason=REASON).filter(enrolment=row)
    assert due.waiting_since == story.world.now
    assert not PlannedSend.objects.unscoped(reason=REASON).filter(due_date=due).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_marking_takes_no_more_queries_for_more_places(
    story: Story, count: int, django_assert_num_queries: Any
) -> None:
    rows = [story.row]
    for number in range(count - 1):
        _user, row = story.world.enrolled(f"more{number}@mail.example")
        rows.append(row)
    pairs = [(row.pk, story.due.requirement_id) for row in rows]
    due_dates.waiting([row.pk for row in rows])

    with django_assert_num_queries(3):
        assert len(due_dates.start_waiting(pairs, now=story.world.now)) == count
        assert due_dates.waiting([row.pk for row in rows]) == set(pairs)
        assert due_dates.count_again(pairs, on=date(2026, 9, 12)) == {row.pk for row in rows}


def test_the_check_finds_a_date_that_should_wait_and_one_that_should_not(story: Story) -> None:
    story.hand_in(date(2026, 9, 20))
    assert list(integrity.waiting_equals_work()) == []
    what = f"the date of enrolment {story.row.pk} for requirement {story.due.requirement_id} "

    DueDate.objects.unscoped(reason=REASON).update(waiting_since=None)
    assert [each.what for each in integrity.waiting_equals_work()] == [
        what + "does not wait, and its work is with the markers"
    ]
    story.mark(date(2026, 9, 26), story.row.submissions.unscoped(reason=REASON).get(), *RETURNED)
    DueDate.objects.unscoped(reason=REASON).update(waiting_since=story.world.now)
    assert [each.what for each in integrity.waiting_equals_work()] == [
        what + "waits, and the markers have nothing of it"
    ]


def test_what_is_met_cannot_wait(story: Story) -> None:
    with (
        pytest.raises(IntegrityError, match="due_date_waits_while_open"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE leadership_calendar_duedate SET met_at = now(), waiting_since = now()")
    assert (story.due.met_at, story.due.waiting_since) == (None, None)
