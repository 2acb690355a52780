"""Retiring a programme: nobody new, nobody stranded, everybody told once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction

from kernel import outbox
from kernel.models import AuditEntry, OutboxMessage
from lms.actions import enrolment as enrolments
from lms.actions.errors import NotAllowed, Refused
from lms.actions.integrity import problems
from lms.actions.invitations import resend_invitation
from lms.actions.organisations import create_contract
from lms.actions.places import enrol_person
from lms.amendments.models import Move, Run
from lms.amendments.retiring import actions, correcting, selectors
from lms.amendments.retiring.correcting import LEAD_TOPIC
from lms.amendments.retiring.rules import concerned
from lms.calendar.models import DueDate
from lms.enrolment.models import Contract, Enrolment, LaterClosing
from lms.enrolment.retiring import GroupKey
from lms.records.models import LearningFact
from lms.reminders.enums import Rule, SendState
from lms.reminders.models import PlannedSend
from lms.reminders.services import sending
from programmes.models import Programme, Retirement
from programmes.selectors import latest_version
from programmes.services.authoring import PartData, PartModule
from tests.factories import trusts
from tests.factories.courses import World, make_programme
from tests.factories.programmes import a_reading, make_module
from tests.factories.programmes import make_programme as make_plain
from tests.factories.trusts import NOW, TODAY, learner_context, system_context

pytestmark = pytest.mark.django_db
REASON = "a test looks at everything"
DAY = timedelta(days=1)
CUT_OFF, CLOSES = TODAY + 10 * DAY, TODAY + 60 * DAY
WHY = "Its evidence is out of date."


@pytest.fixture
def world(ready_world: World) -> World:
    return ready_world


def retire(world: World, *, successor: Programme | None = None, now: Any = NOW, **given: Any) -> Retirement:
    usual: dict[str, Any] = {"cut_off": CUT_OFF, "closes_on": CLOSES, "reason": WHY}
    return actions.retire_programme(
        system_context(now=now),
        programme_key=world.programme.translation_key,
        successor_key=successor.translation_key if successor else None,
        **{**usual, **given},
    )


def handle(*topics: str, now: Any = NOW) -> None:
    """What a worker does with what has come due by then."""
    for message in OutboxMessage.objects.filter(
        topic__in=topics, done_at__isnull=True, available_at__lte=now
    ).order_by("pk"):
        outbox.handle(message, clock=lambda: now)


def sends(rule: Rule) -> Any:
    return PlannedSend.objects.unscoped(reason=REASON).filter(rule=rule).order_by("pk")


def held(row: Enrolment) -> Enrolment:
    found: Enrolment = Enrolment.objects.unscoped(reason=REASON).select_related("version").get(pk=row.pk)
    return found


def another_programme(world: World, *, seats: int = 5) -> Programme:
    """With seats of the trust, and one module that the first has too."""
    shared = world.activity("Text one").version.module
    own = make_module("Only here", activities=[a_reading("Read here")])
    parts = [PartData("All of it", (PartModule(shared), PartModule(own, due_days=20)))]
    programme = make_plain("Leading on", parts=parts)
    if seats:
        Contract.objects.create(
            organisation=world.trust,
            programme=programme,
            seats=seats,
            starts_on=TODAY,
            ends_on=TODAY + 365 * DAY,
        )
    return programme


def a_person(email: str) -> dict[str, str]:
    return {"given_name": "Ann", "family_name": "Other", "email": email}


# Nobody new


def test_until_the_cut_off_people_come_and_then_nobody(world: World) -> None:
    (invited,) = world.invite("early@mail.example")
    retire(world)
    world.now = NOW + 9 * DAY
    assert world.invite("later@mail.example")[0].state == "invited"

    world.now = NOW + 10 * DAY
    lead = trusts.lead_context(world.lead, now=world.now)
    for act in (
        lambda: enrol_person(lead, contract_uid=world.contract.uid, person=a_person("late@mail.example")),
        lambda: resend_invitation(lead, enrolment_uid=invited.uid),
        lambda: world.invite("list@mail.example"),
        lambda: create_contract(
            system_context(now=world.now),
            contract=Contract(
                organisation=world.trust,
                programme=world.programme,
                seats=1,
                starts_on=TODAY,
                ends_on=TODAY,
            ),
        ),
    ):
        with pytest.raises(Refused, match=r"is retired: since .* it takes nobody new"):
            act()
    assert Enrolment.objects.unscoped(reason=REASON).count() == 2
    assert Contract.objects.unscoped(reason=REASON).count() == 1


def test_nobody_joins_after_the_cut_off() -> None:
    programme = make_plain("Open", open_to_all=True)
    user = trusts.make_user("doctor@mail.example")
    trusts.make_person(user)
    actions.retire_programme(
        system_context(),
        programme_key=programme.translation_key,
        cut_off=CUT_OFF,
        closes_on=CLOSES,
        reason=WHY,
    )
    with pytest.raises(Refused, match="Whoever is on it can finish it"):
        enrolments.join_programme(
            learner_context(user, now=NOW + 10 * DAY), programme_uid=programme.translation_key
        )
    row = enrolments.join_programme(
        learner_context(user, now=NOW + 9 * DAY), programme_uid=programme.translation_key
    )
    assert row.state == "active"


def test_who_was_invited_before_may_still_answer(world: World) -> None:
    (row,) = world.invite("doctor@mail.example")
    retire(world)
    user = trusts.make_user("doctor@mail.example")
    assert trusts.accept(row, user, now=NOW + 12 * DAY).state == "active"


def test_who_is_on_it_goes_on_and_finishes_after_the_closing_date(world: World) -> None:
    user, row = world.enrolled()
    retire(world)
    world.now = NOW + 61 * DAY
    enrolments.defer(learner_context(user, now=world.now), enrolment_uid=row.uid)
    enrolments.resume(learner_context(user, now=world.now), enrolment_uid=row.uid)
    world.finish(user, held(row), "Text one")
    assert held(row).state == "active"
    assert list(problems()) == []


# Announcing, and taking that back


def test_the_same_announcement_twice_is_one(world: World) -> None:
    first = retire(world)
    assert retire(world) == first
    assert AuditEntry.objects.filter(action="programme.retire").count() == 1
    with pytest.raises(Refused, match="being retired already"):
        retire(world, closes_on=CLOSES + DAY)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"cut_off": TODAY}, "from tomorrow on at the earliest"),
        ({"closes_on": CUT_OFF - DAY}, "before the programme has stopped taking people"),
        ({"reason": "  "}, "Say why"),
        ({"closes_on": TODAY + 3000 * DAY}, "within five years"),
    ],
)
def test_what_cannot_be_announced(world: World, given: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused, match=said):
        retire(world, **given)
    assert not Retirement.objects.exists()


def test_a_successor_is_another_programme_that_goes_on(world: World) -> None:
    other = another_programme(world)
    with pytest.raises(Refused, match="Choose a published programme"):
        retire(world, successor=world.programme)
    actions.retire_programme(
        system_context(),
        programme_key=other.translation_key,
        cut_off=CUT_OFF,
        closes_on=CLOSES,
        reason=WHY,
    )
    with pytest.raises(Refused, match="being retired itself"):
        retire(world, successor=other)


def test_before_the_cut_off_it_is_taken_back(world: World) -> None:
    found = retire(world)
    back = actions.take_back_retirement(system_context(now=NOW + 9 * DAY), retirement_uid=found.uid)
    assert back.taken_back_on == TODAY + 9 * DAY
    world.now = NOW + 20 * DAY
    assert world.invite("later@mail.example")[0].state == "invited"
    again = retire(world, cut_off=CUT_OFF + 20 * DAY, now=NOW + 20 * DAY)
    assert again != found


def test_from_the_cut_off_on_it_stays(world: World) -> None:
    found = retire(world)
    with pytest.raises(Refused, match="can no longer be taken back"):
        actions.take_back_retirement(system_context(now=NOW + 10 * DAY), retirement_uid=found.uid)
    found.refresh_from_db()
    assert found.taken_back_on is None


def test_no_trust_and_no_doctor_retires_anything(world: World) -> None:
    user, _row = world.enrolled()
    for context in (trusts.lead_context(world.lead), learner_context(user)):
        with pytest.raises(NotAllowed):
            actions.retire_programme(
                context,
                programme_key=world.programme.translation_key,
                cut_off=CUT_OFF,
                closes_on=CLOSES,
                reason=WHY,
            )
    assert not Retirement.objects.exists()


# Told once


def test_everybody_concerned_is_told_once(world: World) -> None:
    _user, row = world.enrolled()
    world.invite("invited@mail.example")
    gone, ended = world.enrolled("gone@mail.example")
    enrolments.withdraw(learner_context(gone), enrolment_uid=ended.uid, reason="")
    found = retire(world)
    handle(actions.TELL_TOPIC)
    handle(actions.TELL_TOPIC)
    planned = list(sends(Rule.RETIRING))
    assert [send.enrolment_id for send in planned if send.enrolment_id == row.pk] == [row.pk]
    assert len(planned) == 2
    assert {send.state for send in planned} == {SendState.PLANNED}
    assert min(send.planned_for for send in planned) > NOW
    (message,) = OutboxMessage.objects.filter(topic=LEAD_TOPIC)
    assert message.available_at == planned[0].planned_for

    mail.outbox.clear()
    morning = planned[0].planned_for
    handle(LEAD_TOPIC, now=morning)
    (to_lead,) = mail.outbox
    assert to_lead.to == [world.lead.email]
    assert "2 of your doctors are on it" in to_lead.body
    assert WHY in to_lead.body

    mail.outbox.clear()
    sending.queue_due(now=morning)
    handle(sending.DELIVER_TOPIC, now=morning)
    told = [each for each in mail.outbox if "is being retired" in each.subject]
    assert sorted(each.to[0] for each in told) == ["doctor@mail.example", "invited@mail.example"]
    by_address = {each.to[0]: str(each.body) for each in told}
    assert "You keep your place" in by_address["doctor@mail.example"]
    assert "Your invitation stands" in by_address["invited@mail.example"]
    assert found.uid


def test_a_mistake_that_is_taken_back_reaches_nobody(world: World) -> None:
    world.enrolled()
    found = retire(world)
    handle(actions.TELL_TOPIC)
    actions.take_back_retirement(system_context(), retirement_uid=found.uid)
    handle(actions.TELL_TOPIC)
    (send,) = sends(Rule.RETIRING)
    assert (send.state, send.reason) == (SendState.SUPPRESSED, "not_retired")
    assert not sends(Rule.GOES_ON).exists()
    mail.outbox.clear()
    handle(LEAD_TOPIC, now=NOW + 5 * DAY)
    assert mail.outbox == []


def test_who_was_told_is_told_that_it_goes_on(world: World) -> None:
    world.enrolled()
    found = retire(world)
    handle(actions.TELL_TOPIC)
    morning = sends(Rule.RETIRING).get().planned_for
    handle(LEAD_TOPIC, now=morning)
    sending.queue_due(now=morning)
    handle(sending.DELIVER_TOPIC, now=morning)

    later = morning + DAY
    actions.take_back_retirement(system_context(now=later), retirement_uid=found.uid)
    handle(actions.TELL_TOPIC, now=later)
    (send,) = sends(Rule.GOES_ON)
    assert send.planned_for > later
    mail.outbox.clear()
    handle(LEAD_TOPIC, now=later + 7 * DAY)
    sending.queue_due(now=send.planned_for)
    handle(sending.DELIVER_TOPIC, now=send.planned_for)
    subjects = [str(each.subject) for each in mail.outbox]
    assert sum("is not being retired after all" in each for each in subjects) == 2


# More time, or the successor


def who(world: World) -> dict[str, int | None]:
    return {"organisation_id": world.trust.pk, "cohort_id": None}


def test_more_time_for_some(world: World) -> None:
    world.enrolled()
    found = retire(world)
    later = CLOSES + 30 * DAY
    context = system_context()
    made = correcting.close_later(context, retirement_uid=found.uid, closes_on=later, **who(world))
    assert correcting.close_later(context, retirement_uid=found.uid, closes_on=later, **who(world)) == made
    assert selectors.closings_of(found) == {GroupKey(world.trust.pk, None): later}
    for day in (CLOSES, later - DAY):
        with pytest.raises(Refused, match="They have until"):
            correcting.close_later(context, retirement_uid=found.uid, closes_on=day, **who(world))
    with pytest.raises(NotAllowed):
        correcting.close_later(
            context, retirement_uid=found.uid, closes_on=later, organisation_id=None, cohort_id=None
        )
    assert LaterClosing.objects.unscoped(reason=REASON).count() == 1


def late_of(world: World, closes_on: date) -> int:
    rows = selectors.alike(world.programme.translation_key)
    return sum(each.late for each in concerned(rows, closes_on=closes_on, later={}).values())


def test_who_would_be_late_is_known_beforehand(world: World) -> None:
    _user, row = world.enrolled()
    last = DueDate.objects.unscoped(reason=REASON).latest("due_on").due_on
    assert (late_of(world, last), late_of(world, last - DAY)) == (0, 1)
    assert held(row).state == "active"


def going_on(world: World, successor: Programme) -> Retirement:
    return retire(world, successor=successor, cut_off=TODAY + DAY, closes_on=TODAY + DAY)


def test_the_late_ones_go_on_to_the_successor(world: World) -> None:
    user, row = world.enrolled()
    world.finish(user, row, "Text one")
    successor = another_programme(world)
    found = going_on(world, successor)
    run = actions.start_going_on(system_context(), retirement_uid=found.uid, **who(world))
    handle(actions.TOPIC)
    run = Run.objects.unscoped(reason=REASON).get(pk=run.pk)
    assert (run.state, run.total, run.moved, run.doubtful) == ("moved", 1, 1, 0)
    assert held(row).state == "withdrawn"
    new = Enrolment.objects.unscoped(reason=REASON).get(programme=successor)
    assert (new.person_id, new.state, new.source, new.starts_on) == (
        row.person_id,
        "active",
        "successor",
        TODAY,
    )
    assert new.organisation_id == world.trust.pk
    made = Move.objects.unscoped(reason=REASON).get(enrolment=new)
    assert (made.from_version_id, made.percent_after) == (row.version_id, 50)
    due = DueDate.objects.unscoped(reason=REASON).get(enrolment=new)
    assert due.due_on == TODAY + 20 * DAY
    assert LearningFact.objects.unscoped(reason=REASON).count() == 1
    assert list(problems()) == []
    with pytest.raises(Refused, match="Nobody of them"):
        actions.start_going_on(system_context(), retirement_uid=found.uid, **who(world))


def test_the_rights_of_the_site_are_enough(world: World, as_site: Any) -> None:
    _user, row = world.enrolled()
    successor = another_programme(world)
    with as_site():
        found = going_on(world, successor)
        later = TODAY + 2 * DAY
        correcting.close_later(system_context(), retirement_uid=found.uid, closes_on=later, **who(world))
        actions.start_going_on(system_context(), retirement_uid=found.uid, **who(world))
        handle(actions.TELL_TOPIC, actions.TOPIC)
        actions.take_back_retirement(system_context(), retirement_uid=found.uid)
        handle(actions.TELL_TOPIC)
    assert held(row).state == "withdrawn"


def test_who_is_in_time_stays(world: World) -> None:
    world.enrolled()
    found = retire(world, successor=another_programme(world), closes_on=TODAY + 400 * DAY)
    with pytest.raises(Refused, match="Nobody of them is learning, late"):
        actions.start_going_on(system_context(), retirement_uid=found.uid, **who(world))


@pytest.mark.parametrize("seats", [0, 1])
def test_without_seats_nobody_goes_on(world: World, seats: int) -> None:
    world.enrolled("one@mail.example")
    world.enrolled("two@mail.example")
    found = going_on(world, another_programme(world, seats=seats))
    with pytest.raises(Refused, match=f"The trust has {seats} free seats on the successor"):
        actions.start_going_on(system_context(), retirement_uid=found.uid, **who(world))
    assert not Run.objects.unscoped(reason=REASON).exists()


def test_seats_that_went_meanwhile_leave_some_where_they_are(world: World) -> None:
    rows = [world.enrolled(f"doctor{number}@mail.example")[1] for number in range(2)]
    successor = another_programme(world, seats=2)
    found = going_on(world, successor)
    run = actions.start_going_on(system_context(), retirement_uid=found.uid, **who(world))
    Contract.objects.unscoped(reason=REASON).filter(programme=successor).update(seats=1)
    handle(actions.TOPIC)
    run = Run.objects.unscoped(reason=REASON).get(pk=run.pk)
    assert (run.moved, run.doubtful) == (1, 1)
    assert sorted(held(row).state for row in rows) == ["active", "withdrawn"]


@pytest.mark.parametrize("count", [1, 3])
def test_cost_of_a_batch_does_not_grow(world: World, django_assert_num_queries: Any, count: int) -> None:
    for number in range(count):
        world.enrolled(f"doctor{number}@mail.example")
    found = going_on(world, another_programme(world))
    run = actions.start_going_on(system_context(), retirement_uid=found.uid, **who(world))
    with django_assert_num_queries(37):
        assert actions.go_on_batch(system_context(), run_uid=run.uid)


# What the database says


def insert_place(world: World, row: Enrolment) -> str:
    return (
        "INSERT INTO leadership_enrolment_enrolment (uid, person_id, programme_id, version_id, source, state,"
        " invited_as, starts_on, created_at) SELECT gen_random_uuid(), person_id, programme_id, version_id,"
        f" 'open', 'withdrawn', '', starts_on, '{CUT_OFF} 12:00+00' FROM leadership_enrolment_enrolment"
        f" WHERE id = {row.pk}"
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE leadership_programmes_retirement SET cut_off = cut_off + 1",
        "UPDATE leadership_programmes_retirement SET closes_on = closes_on - 1",
        "UPDATE leadership_programmes_retirement SET reason = 'another'",
        "UPDATE leadership_programmes_retirement SET taken_back_on = cut_off",
        "DELETE FROM leadership_programmes_retirement",
        "INSERT INTO leadership_programmes_retirement (uid, programme_id, programme_key, cut_off, closes_on,"
        " reason, announced_on, announced_at) SELECT gen_random_uuid(), programme_id, programme_key, cut_off,"
        " closes_on, reason, announced_on, announced_at FROM leadership_programmes_retirement",
        "UPDATE leadership_enrolment_laterclosing SET closes_on = closes_on + 1",
        "DELETE FROM leadership_enrolment_laterclosing",
        "INSERT INTO leadership_enrolment_laterclosing (retirement_id, closes_on, made_at)"
        " SELECT id, closes_on, now() FROM leadership_programmes_retirement",
        "INSERT INTO leadership_enrolment_laterclosing (retirement_id, organisation_id, closes_on, made_at)"
        " SELECT retirement_id, organisation_id, closes_on, now() FROM leadership_enrolment_laterclosing",
        "PLACE",
    ],
)
def test_the_database_says_no(world: World, statement: str) -> None:
    _user, row = world.enrolled()
    found = retire(world)
    correcting.close_later(system_context(), retirement_uid=found.uid, closes_on=CLOSES + DAY, **who(world))
    said = insert_place(world, row) if statement == "PLACE" else statement
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(said)


def test_before_the_cut_off_the_database_lets_people_in(world: World) -> None:
    _user, row = world.enrolled()
    retire(world)
    with connection.cursor() as cursor:
        cursor.execute(insert_place(world, row).replace(str(CUT_OFF), str(CUT_OFF - DAY)))
        assert cursor.rowcount == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("cut_off", "announced_on"),
        ("closes_on", "cut_off - 1"),
        ("reason", "''"),
        ("successor_id", "programme_id"),
        ("taken_back_on", "cut_off"),
    ],
)
def test_what_cannot_be_announced_by_hand_either(world: World, column: str, value: str) -> None:
    retire(world)
    columns = {
        name: name
        for name in ("programme_id", "cut_off", "closes_on", "reason", "announced_on", "announced_at")
    }
    columns |= {"uid": "gen_random_uuid()", "programme_key": "gen_random_uuid()", column: value}
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO leadership_programmes_retirement ({', '.join(columns)})"
            f" SELECT {', '.join(columns.values())} FROM leadership_programmes_retirement"
        )


def test_a_version_tells_of_it(world: World) -> None:
    retire(world)
    version: Any = latest_version(world.programme)
    assert version.retiring["reason"] == WHY
    another: Any = latest_version(make_programme("Another"))
    assert another.retiring is None
