"""Each rule: when it goes over quiet days and changes of the clock, what makes it needless, once a day."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction

from kernel import outbox
from kernel.clock import LONDON
from lms.calendar.rules import Away
from lms.calendar.services import absences, due_dates
from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment, Transition
from lms.records.models import LearningFact, Verb
from lms.reminders.enums import Category, Rule
from lms.reminders.models import Delivery, Mute, PlannedSend, TrustRule
from lms.reminders.quiet import SendingTimes, bank_holidays, sending_times
from lms.reminders.rules import Standing, moment, why_not
from lms.reminders.services import planning, sending
from tests.reminders.build import NOW, START, World, enrol, world

db = pytest.mark.django_db
DAY = timedelta(days=1)
TIMES = SendingTimes(holidays=bank_holidays())
ALL_RULES = (("on_due", 0), ("overdue", 7), ("inactive", 21), ("unanswered", 7))


def at(rule: str, days: int, anchor: date, away: tuple[Away, ...] = ()) -> datetime:
    found = moment(rule, days, anchor, now=NOW, away=away, times=TIMES)
    return found.at.astimezone(LONDON)


def sends() -> list[PlannedSend]:
    return list(PlannedSend.objects.unscoped(reason="test").order_by("planned_for", "rule", "pk"))


def told() -> list[tuple[str, str, str, str]]:
    return [(send.rule, send.occurrence, send.state, send.reason) for send in sends()]


def started(**kwargs: Any) -> World:
    here = world(**kwargs)
    enrol(here)
    return changed(here)


def changed(here: World, now: datetime = NOW) -> World:
    due_dates.derive(here.ids, now=now)
    planning.plan_due_reminders(now=now, enrolment_ids=here.ids)
    return here


def run(now: datetime) -> list[str]:
    """Everything that goes at that moment, by subject."""
    del mail.outbox[:]
    sending.queue_due(now=now)
    outbox.drain(clock=lambda: now)
    return sorted(str(message.subject) for message in mail.outbox)


def in_london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)  # type: ignore[arg-type, misc]


def a_fact(here: World, when: datetime, verb: str = Verb.COMPLETED) -> None:
    row = here.enrolments[0]
    module = here.requirements[0].module_version
    assert module is not None
    LearningFact.objects.unscoped(reason="test").create(
        person_id=row.person_id,
        enrolment=row,
        verb=verb,
        module_key=module.module_key,
        activity_key=uuid.uuid4(),
        module_version=module,
        effective_at=when,
        recorded_at=when,
        source="web",
        source_key=str(uuid.uuid4()),
    )


# When


@pytest.mark.parametrize(
    ("rule", "days", "anchor", "goes"),
    [
        # The clocks go forward on 29 March 2026 and back on 25 October 2026, both Sundays.
        ("before_due", 7, date(2026, 4, 1), datetime(2026, 3, 25, 8, 0, tzinfo=UTC)),
        ("before_due", 2, date(2026, 4, 1), datetime(2026, 3, 30, 7, 0, tzinfo=UTC)),
        ("before_due", 3, date(2026, 4, 1), datetime(2026, 3, 28, 8, 0, tzinfo=UTC)),
        ("overdue", 3, date(2026, 3, 26), datetime(2026, 3, 30, 7, 0, tzinfo=UTC)),
        ("before_due", 7, date(2026, 10, 31), datetime(2026, 10, 24, 7, 0, tzinfo=UTC)),
        ("before_due", 6, date(2026, 10, 31), datetime(2026, 10, 24, 7, 0, tzinfo=UTC)),
        ("overdue", 1, date(2026, 10, 24), datetime(2026, 10, 26, 8, 0, tzinfo=UTC)),
        ("inactive", 21, date(2026, 10, 5), datetime(2026, 10, 26, 8, 0, tzinfo=UTC)),
        # Christmas 2026: Friday, the substitute for Boxing Day on Monday.
        ("on_due", 0, date(2026, 12, 28), datetime(2026, 12, 26, 8, 0, tzinfo=UTC)),
        ("overdue", 7, date(2026, 12, 18), datetime(2026, 12, 26, 8, 0, tzinfo=UTC)),
        ("unanswered", 7, date(2026, 12, 20), datetime(2026, 12, 29, 8, 0, tzinfo=UTC)),
    ],
)
def test_a_reminder_goes_in_the_morning_and_not_on_a_quiet_day(
    rule: str, days: int, anchor: date, goes: datetime
) -> None:
    assert moment(rule, days, anchor, now=NOW, times=TIMES).at == goes


def test_absence_does_not_count_and_nothing_goes_in_it() -> None:
    away = (Away(date(2026, 10, 6), date(2026, 10, 9)),)
    assert at("overdue", 7, date(2026, 10, 1), away).date() == date(2026, 10, 12)
    assert at("inactive", 7, date(2026, 10, 1), away).date() == date(2026, 10, 12)
    assert at("before_due", 7, date(2026, 10, 14), away).date() == date(2026, 10, 10)
    assert at("before_due", 7, date(2026, 10, 12), away).date() == date(2026, 10, 5)


@pytest.mark.parametrize(
    ("when", "quiet"),
    [
        (in_london(2026, 9, 1, 6, 59), True),
        (in_london(2026, 9, 1, 7, 0), False),
        (in_london(2026, 9, 1, 19, 59), False),
        (in_london(2026, 9, 1, 20, 0), True),
        (in_london(2026, 9, 6, 12, 0), True),
        (in_london(2026, 8, 31, 12, 0), True),
        (in_london(2026, 10, 24, 19, 59), False),
        (datetime(2026, 10, 26, 7, 0, tzinfo=UTC), False),
        (datetime(2026, 3, 30, 6, 0, tzinfo=UTC), False),
        (datetime(2026, 3, 28, 6, 0, tzinfo=UTC), True),
    ],
)
def test_quiet_times(when: datetime, quiet: bool) -> None:
    assert TIMES.is_quiet(when) is quiet


def test_a_quiet_time_ends_on_the_next_day_on_which_mails_go() -> None:
    assert TIMES.opens_after(in_london(2026, 9, 1, 6, 0)) == in_london(2026, 9, 1, 7, 0)
    assert TIMES.opens_after(in_london(2026, 10, 24, 21, 0)) == in_london(2026, 10, 26, 7, 0)
    assert TIMES.opens_after(in_london(2026, 12, 24, 22, 0)) == in_london(2026, 12, 26, 7, 0)


def test_a_site_may_send_at_any_hour(settings: Any) -> None:
    settings.LEADERSHIP_SENDING_HOURS, settings.LEADERSHIP_SENDING_EVERY_DAY = (0, 24), True
    assert not sending_times().is_quiet(in_london(2026, 12, 27, 3, 0))
    assert not sending_times().is_quiet(in_london(2026, 12, 25, 3, 0))


# Planning all five


@db
def test_every_rule_is_planned_for_its_day_and_planning_again_changes_nothing() -> None:
    here = started(rules=ALL_RULES)
    enrol(here, 1, state=State.INVITED, with_users=False)
    planning.plan_invitations(here.enrolments[1:], now=NOW)
    found = told()
    assert found == [
        ("invitation", "1", "planned", ""),
        ("unanswered", "7:2026-09-01", "planned", ""),
        ("inactive", "21:2026-09-01", "planned", ""),
        ("before_due", "7:2026-10-31", "planned", ""),
        ("on_due", "0:2026-10-31", "planned", ""),
    ]
    assert [send.planned_for.astimezone(LONDON).strftime("%d %b %H:%M") for send in sends()[1:]] == [
        "08 Sep 08:00",
        "22 Sep 08:00",
        "24 Oct 08:00",
        "31 Oct 08:00",
    ]
    assert sends()[2].why == {"days": 21, "since": "2026-09-01"}
    for _ in range(2):
        assert planning.plan_due_reminders(now=NOW, enrolment_ids=here.ids) == 0
    assert planning.plan_due_reminders(now=NOW) == 0
    assert told() == found
    # Seven days after 31 October comes into the horizon with the days.
    assert planning.plan_due_reminders(now=NOW + 8 * DAY) == 1
    assert told()[-1] == ("overdue", "7:2026-10-31", "planned", "")


@db
@pytest.mark.parametrize("count", [1, 3, 30])
def test_queries_do_not_grow_with_people_or_rules(count: int, django_assert_num_queries: Any) -> None:
    here = world(due_days=(30, 60), rules=ALL_RULES)
    enrol(here, count)
    due_dates.derive(here.ids, now=NOW)
    with django_assert_num_queries(6):
        assert planning.plan_due_reminders(now=NOW, enrolment_ids=here.ids) == 6 * count


# Nothing done


@db
def test_a_nudge_goes_once_for_each_time_of_doing_nothing() -> None:
    here = started(reminder_days=(), rules=(("inactive", 14),))
    assert told() == [("inactive", "14:2026-09-01", "planned", "")]
    assert run(in_london(2026, 9, 15, 9)) == ["Going on with Leading a clinical team"]
    later = in_london(2026, 9, 20, 9)
    assert planning.plan_due_reminders(now=later) == 0
    changed(here, later)
    assert told() == [("inactive", "14:2026-09-01", "sent", "")]
    a_fact(here, later)
    changed(here, later)
    assert told()[1:] == [("inactive", "14:2026-09-20", "planned", "")]


@db
def test_what_is_done_moves_the_nudge_along() -> None:
    here = started(reminder_days=(), rules=(("inactive", 14),))
    done = in_london(2026, 9, 13, 9)
    a_fact(here, done)
    assert planning.went_on(here.enrolments[0], now=done) == 1
    assert planning.went_on(here.enrolments[0], now=done) == 0
    # A fortnight later is a Sunday.
    (send,) = sends()
    assert (send.occurrence, send.planned_for) == ("14:2026-09-13", in_london(2026, 9, 28, 8))
    assert send.why == {"days": 14, "since": "2026-09-13"}
    changed(here, done)
    assert sends() == [send]
    assert sends()[0].planned_for == send.planned_for


@db
def test_a_nudge_is_not_sent_where_something_was_done_meanwhile() -> None:
    here = started(reminder_days=(), rules=(("inactive", 14),))
    a_fact(here, in_london(2026, 9, 10, 9))
    assert run(in_london(2026, 9, 15, 9)) == []
    assert told() == [("inactive", "14:2026-09-01", "suppressed", "went_on")]
    assert planning.plan_due_reminders(now=in_london(2026, 9, 16, 1)) == 1
    assert told()[1:] == [("inactive", "14:2026-09-10", "planned", "")]


@db
def test_a_revoked_fact_is_nothing_done_and_a_pause_begins_anew() -> None:
    here = started(reminder_days=(), rules=(("inactive", 14),))
    a_fact(here, in_london(2026, 9, 3, 9))
    row = here.enrolments[0]
    Transition.objects.unscoped(reason="test").create(
        enrolment=row, from_state=State.DEFERRED, to_state=State.ACTIVE, at=in_london(2026, 9, 8, 9)
    )
    changed(here, in_london(2026, 9, 8, 9))
    assert told() == [
        ("inactive", "14:2026-09-01", "suppressed", "date_moved"),
        ("inactive", "14:2026-09-08", "planned", ""),
    ]


@db
def test_absence_puts_a_nudge_off_and_coming_back_early_brings_it_forward() -> None:
    here = started(reminder_days=(), rules=(("inactive", 14),))
    first, last = date(2026, 9, 10), date(2026, 9, 16)
    person = here.enrolments[0].person_id
    absence = absences.record(person, starts_on=first, ends_on=last, reason="other", now=NOW)
    changed(here)
    assert [send.planned_for for send in sends()] == [in_london(2026, 9, 22, 8)]
    absences.cancel(absence, now=NOW)
    changed(here)
    assert [send.planned_for for send in sends()] == [in_london(2026, 9, 15, 8)]


# Overdue, on the day


@db
def test_overdue_reminders_end_when_it_is_done() -> None:
    here = started(due_days=(30,), reminder_days=(), rules=(("on_due", 0), ("overdue", 7), ("overdue", 14)))
    assert run(in_london(2026, 10, 1, 9)) == ["Module 1 is due on 1 October 2026"]
    assert run(in_london(2026, 10, 8, 9)) == ["Module 1 was due on 1 October 2026"]
    dates = due_dates.mark_met(here.ids[0], [here.requirements[0].pk], at=in_london(2026, 10, 9, 9))
    planning.suppress_for_due_dates(dates, reason="met", now=in_london(2026, 10, 9, 9))
    assert run(in_london(2026, 10, 15, 9)) == []
    assert told() == [
        ("on_due", "0:2026-10-01", "sent", ""),
        ("overdue", "7:2026-10-01", "sent", ""),
        ("overdue", "14:2026-10-01", "suppressed", "met"),
    ]


# An invitation


@db
def test_an_invitation_is_recalled_once_and_never_after_it_ran_out() -> None:
    here = world(reminder_days=(), rules=(("unanswered", 7), ("unanswered", 30)))
    rows = enrol(here, 2, state=State.INVITED, with_users=False)
    planning.plan_invitations(rows, now=NOW)
    # The invitation runs out after 28 days: the second rule has nothing to say.
    assert [each for each in told() if each[0] == "unanswered"] == [
        ("unanswered", "7:2026-09-01", "planned", ""),
        ("unanswered", "7:2026-09-01", "planned", ""),
    ]
    run(NOW)
    Enrolment.objects.unscoped(reason="test").filter(pk=rows[0].pk).update(state=State.ACTIVE)
    assert run(in_london(2026, 9, 8, 9)) == ["Your place on Leading a clinical team waits for an answer"]
    assert "/learn/unsubscribe/" in mail.outbox[0].body
    assert [each[2:] for each in told() if each[0] == "unanswered"] == [
        ("suppressed", "answered"),
        ("sent", ""),
    ]


# A trust and the doctor


@db
def test_a_trust_switches_a_rule_off_and_another_later() -> None:
    here = started(rules=(("overdue", 7),), due_days=(30,))
    programme = here.version.programme
    values = {"organisation": here.trust, "programme": programme, "started_at": NOW}
    rules = TrustRule.objects.unscoped(reason="test")
    off = rules.create(rule="overdue", is_off=True, **values)
    rules.create(rule="before_due", later_by=4, **values)
    planning.plan_due_reminders(now=NOW, enrolment_ids=here.ids, stale="switched_off")  # type: ignore[arg-type]
    assert told() == [
        ("before_due", "7:2026-10-01", "suppressed", "switched_off"),
        ("before_due", "3:2026-10-01", "planned", ""),
        ("overdue", "7:2026-10-01", "suppressed", "switched_off"),
    ]
    rules.filter(pk=off.pk).update(ended_at=NOW)
    changed(here)
    assert told()[2] == ("overdue", "7:2026-10-01", "planned", "")


@db
def test_what_is_muted_is_not_sent_and_says_so() -> None:
    here = started(due_days=(30, 60), rules=(("inactive", 21),))
    person = here.enrolments[0].person_id
    Mute.objects.unscoped(reason="test").create(person_id=person, category=Category.DEADLINES, muted_at=NOW)
    assert run(in_london(2026, 9, 24, 9)) == []
    assert run(in_london(2026, 9, 25, 9)) == ["Going on with Leading a clinical team"]
    assert ("before_due", "7:2026-10-01", "suppressed", "muted") in told()
    assert planning.suppress_muted(person, category="deadlines", now=NOW) == 1
    changed(here)
    assert ("before_due", "7:2026-10-31", "suppressed", "muted") in told()
    Mute.objects.unscoped(reason="test").all().delete()
    changed(here, in_london(2026, 9, 26, 9))
    assert ("before_due", "7:2026-10-31", "planned", "") in told()


def test_why_a_reminder_does_not_go() -> None:
    wanted = {"occurrence": "7:2026-09-01", "enrolment_state": "active", "due_on": START}
    overdue = Standing(rule=Rule.OVERDUE, **wanted)  # type: ignore[arg-type]
    assert why_not(overdue, NOW + 9 * DAY) is None
    for given, reason in (
        ({"muted": True}, "muted"),
        ({"switched_off": True}, "switched_off"),
        ({"away": True}, "away"),
        ({"account_open": False}, "account_closed"),
        ({"met": True}, "met"),
        ({"handed_in": True}, "handed_in"),
        ({"enrolment_state": "deferred"}, "deferred"),
        ({"due_on": START + DAY}, "date_moved"),
    ):
        found = Standing(**{"rule": Rule.OVERDUE, **wanted, **given})  # type: ignore[arg-type]
        assert why_not(found, NOW) == reason
    invitation = {"rule": Rule.INVITATION, "occurrence": "1", "enrolment_state": "invited", "muted": True}
    assert why_not(Standing(**invitation), NOW) is None  # type: ignore[arg-type]


# At most one a day, in waking hours


@db
def test_one_reminder_a_day_and_the_others_the_next() -> None:
    here = started(due_days=(30, 30, 30), rules=(("on_due", 0),), reminder_days=(7,))
    assert len(run(in_london(2026, 9, 24, 9))) == 1
    assert run(in_london(2026, 9, 24, 12)) == []
    put_off = [send for send in sends() if send.state == "planned" and send.rule == "before_due"]
    assert [send.planned_for for send in put_off] == [in_london(2026, 9, 25, 8)] * 2
    assert put_off[0].why == {"days": 7, "due_on": "2026-10-01", "put_off_from": "2026-09-24"}
    assert len(run(in_london(2026, 9, 25, 9))) == 1
    # Nothing on Saturday night; Sunday is quiet as well.
    assert len(run(in_london(2026, 9, 26, 21))) == 0
    assert len(run(in_london(2026, 9, 27, 12))) == 0
    assert len(run(in_london(2026, 9, 28, 7))) == 1
    days = [send.reminded_on for send in sends() if send.state == "sent"]
    assert days == [date(2026, 9, 24), date(2026, 9, 25), date(2026, 9, 28)]
    assert here.ids


@db
def test_an_invitation_goes_at_once_at_any_hour() -> None:
    here = world()
    night = in_london(2026, 9, 6, 23, 0)
    planning.plan_invitations(enrol(here, 1, state=State.INVITED, with_users=False), now=night)
    assert len(run(night)) == 1
    assert sends()[0].reminded_on is None


@db
def test_a_worker_that_comes_too_late_leaves_reminders_for_the_morning() -> None:
    started()
    sending.queue_due(now=in_london(2026, 10, 24, 19, 59))
    night = in_london(2026, 10, 24, 20, 5)
    outbox.drain(clock=lambda: night)
    assert mail.outbox == []
    (delivery,) = Delivery.objects.unscoped(reason="test")
    assert (delivery.next_try_at, delivery.attempts) == (in_london(2026, 10, 26, 7), 0)
    assert run(in_london(2026, 10, 26, 7)) == ["Module 1 is due on 31 October 2026"]


@db
def test_a_suppressed_reminder_leaves_its_day_to_another() -> None:
    here = started(due_days=(30, 30))
    sending.queue_due(now=in_london(2026, 9, 24, 9))
    due_dates.mark_met(here.ids[0], [here.requirements[0].pk, here.requirements[1].pk], at=NOW)
    outbox.drain(clock=lambda: in_london(2026, 9, 24, 9))
    assert {send.reminded_on for send in sends()} == {None}


@db
@pytest.mark.bar(19)
def test_the_database_refuses_a_second_reminder_on_a_day_and_rules_that_make_more_mail() -> None:
    here = started(due_days=(30, 60))
    into = (
        "INSERT INTO leadership_reminders_trustrule (organisation_id, programme_id, started_at, rule, is_off,"
        f" later_by) SELECT {here.trust.pk}, {here.version.programme_id}, now(), "
    )
    statements = {
        "one_reminder_a_day": "UPDATE leadership_reminders_plannedsend SET reminded_on = '2026-09-24'",
        "muted_once": (
            "INSERT INTO leadership_reminders_mute (person_id, category, muted_at) SELECT recipient_id,"
            " 'nudges', now() FROM leadership_reminders_plannedsend"
        ),
        "trust_rule_narrows": f"{into} 'overdue', false, 0",
        "trust_rule_is_a_reminder": f"{into} 'invitation', true, 0",
        "one_trust_rule": f"{into} 'overdue', true, 0 FROM generate_series(1, 2)",
        "send_rule_fits_subject": "UPDATE leadership_reminders_plannedsend SET rule = 'inactive'",
    }
    for constraint, statement in statements.items():
        with (
            connection.cursor() as cursor,
            pytest.raises(IntegrityError, match=constraint),
            transaction.atomic(),
        ):
            cursor.execute(statement)
    assert {send.reminded_on for send in sends()} == {None}
