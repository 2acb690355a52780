"""What was announced of a retirement is corrected: people are told once what has changed for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction

from kernel.models import AuditDetail, AuditEntry, Operation
from lms.actions.errors import Refused
from lms.amendments.retiring import actions, correcting, selectors
from lms.amendments.retiring.correcting import LEAD_TOPIC
from lms.enrolment.models import Enrolment
from lms.enrolment.retiring import own_notice
from lms.reminders.enums import Rule, SendState
from lms.reminders.services import sending
from programmes.models import Programme, Retirement, RetirementCorrection
from tests.amendments.test_retiring import (
    CLOSES,
    CUT_OFF,
    DAY,
    REASON,
    WHY,
    another_programme,
    handle,
    retire,
    sends,
    who,
)
from tests.factories.courses import World, make_world
from tests.factories.trusts import NOW, TODAY, system_context
from tests.ready import ready

pytestmark = pytest.mark.django_db


def make_two() -> tuple[World, Enrolment, Enrolment]:
    """One who learns, one who is invited, both of one trust."""
    world = make_world()
    _user, row = world.enrolled()
    (invited,) = world.invite("invited@mail.example")
    return world, row, invited


ready_two = ready("ready_two", make_two)


@pytest.fixture
def world(ready_two: Any) -> World:
    found: World = ready_two[0]
    return found


def correct(found: Retirement, *, now: datetime = NOW, successor: Any = None, **given: Any) -> Retirement:
    present = {"cut_off": found.cut_off, "closes_on": found.closes_on, "reason": found.reason}
    return correcting.correct_retirement(
        system_context(now=now),
        retirement_uid=found.uid,
        successor_key=successor.translation_key if successor else None,
        **{**present, **given},
    )


def told(world: World, **given: Any) -> tuple[Retirement, datetime]:
    """Announced, and everybody has read of it; and the time of that."""
    found = retire(world, **given)
    handle(actions.TELL_TOPIC)
    morning = sends(Rule.RETIRING)[0].planned_for
    deliver(morning)
    return found, morning


def deliver(morning: datetime) -> dict[str, str]:
    """What each reads that morning."""
    mail.outbox.clear()
    handle(LEAD_TOPIC, now=morning)
    sending.queue_due(now=morning)
    handle(sending.DELIVER_TOPIC, now=morning)
    return {each.to[0]: str(each.body) for each in mail.outbox}


def test_a_later_day_is_told_once_to_everybody(world: World) -> None:
    found, morning = told(world)
    later = CLOSES + 30 * DAY
    correct(found, now=morning, closes_on=later)
    assert correct(found, now=morning, closes_on=later).corrections == 1

    planned = list(sends(Rule.CORRECTED))
    assert [send.state for send in planned] == [SendState.PLANNED] * 2
    assert {send.why["was"]["closes_on"] for send in planned} == {f"{CLOSES}"}
    mails = deliver(planned[0].planned_for)
    said = "You have longer to finish: until 30 November 2026 at least. We had told you 31 October 2026."
    assert said in mails["doctor@mail.example"]
    assert "You keep your place" in mails["doctor@mail.example"]
    assert said in mails["invited@mail.example"]
    assert "Your invitation stands." in mails["invited@mail.example"]
    assert "They have longer to finish: until 30 November 2026" in mails[world.lead.email]
    assert sorted(mails) == sorted(["doctor@mail.example", "invited@mail.example", world.lead.email])
    (operation,) = Operation.objects.filter(kind="programme.correct_retirement")
    assert operation.counts == {"people": 2, "leads": 1}
    entry = AuditEntry.objects.get(action="programme.correct_retirement")
    assert entry.codes == {
        "programme": str(world.programme.translation_key),
        "closes_on": f"{later}",
    }
    assert deliver(planned[0].planned_for + DAY) == {}


def test_an_earlier_day_has_to_be_meant_and_is_called_earlier(world: World) -> None:
    found, morning = told(world)
    earlier = CLOSES - 10 * DAY
    with pytest.raises(Refused, match="fewer than 5 people have been promised a later day: until 31 October"):
        correct(found, now=morning, closes_on=earlier)
    assert not RetirementCorrection.objects.exists()
    assert not sends(Rule.CORRECTED).exists()

    correct(found, now=morning, closes_on=earlier, earlier_is_meant=True)
    mails = deliver(sends(Rule.CORRECTED)[0].planned_for)
    said = "less time to finish than we had told you: until 21 October 2026, not until 31 October 2026. "
    assert f"You have {said}Your place does not end by itself" in mails["doctor@mail.example"]
    assert f"They have {said}Nobody's place ends by itself" in mails[world.lead.email]


def test_all_that_is_said_otherwise_is_told_and_kept(world: World) -> None:
    successor = another_programme(world)
    found, morning = told(world)
    correct(
        found,
        now=morning,
        cut_off=CUT_OFF + DAY,
        reason="It is written anew.",
        successor=successor,
    )
    body = deliver(sends(Rule.CORRECTED)[0].planned_for)["doctor@mail.example"]
    for said in (
        "takes nobody new from 12 September 2026 on; we had said 11 September 2026.",
        "The reason is now: It is written anew.",
        "It has a successor now: “Leading on”.",
    ):
        assert said in body
    kept = RetirementCorrection.objects.get()
    assert (kept.number, kept.cut_off, kept.closes_on, kept.reason, kept.successor) == (
        1,
        CUT_OFF,
        CLOSES,
        WHY,
        None,
    )
    detail = AuditDetail.objects.get(entry__action="programme.correct_retirement")
    assert (detail.before, detail.after) == ({"reason": WHY}, {"reason": "It is written anew."})

    correct(Retirement.objects.get(), now=morning + DAY, successor=None)
    last = list(sends(Rule.CORRECTED))[-1]
    assert last.why["was"]["successor_title"] == "Leading on"


def test_who_was_not_told_yet_reads_it_in_the_first_mail(world: World) -> None:
    found = retire(world)
    correct(found, closes_on=CLOSES + DAY)
    handle(actions.TELL_TOPIC)
    correct(Retirement.objects.get(), closes_on=CLOSES + 2 * DAY)

    assert not sends(Rule.CORRECTED).exists()
    mails = deliver(sends(Rule.RETIRING)[0].planned_for)
    assert len(mails) == 3
    assert "until 2 November 2026 at least" in mails["doctor@mail.example"]
    assert "until 2 November 2026 at least" in mails[world.lead.email]


def test_two_corrections_of_one_evening_are_one_mail(world: World) -> None:
    found, morning = told(world)
    correct(found, now=morning, closes_on=CLOSES + DAY)
    correct(Retirement.objects.get(), now=morning, closes_on=CLOSES + 2 * DAY)
    assert sends(Rule.CORRECTED).count() == 2
    mails = deliver(sends(Rule.CORRECTED)[0].planned_for)
    assert len(mails) == 3
    assert "until 2 November 2026 at least. We had told you 31 October" in mails["doctor@mail.example"]


def test_what_comes_to_the_same_after_all_is_told_to_nobody(world: World) -> None:
    found, morning = told(world)
    correct(found, now=morning, closes_on=CLOSES + DAY)
    correct(Retirement.objects.get(), now=morning, closes_on=CLOSES, earlier_is_meant=True)
    assert {(send.state, send.reason) for send in sends(Rule.CORRECTED)} == {("suppressed", "as_told")}
    assert deliver(morning + 5 * DAY) == {}


def test_who_was_promised_longer_keeps_it(world: World) -> None:
    found, morning = told(world)
    promised = CLOSES + 20 * DAY
    correcting.close_later(
        system_context(now=morning), retirement_uid=found.uid, closes_on=promised, **who(world)
    )
    assert selectors.promised_later(found, than=CLOSES - 5 * DAY) == 0
    deliver(sends(Rule.CORRECTED)[0].planned_for)
    assert sends(Rule.CORRECTED).count() == 2

    now = sends(Rule.CORRECTED)[0].planned_for + DAY
    correct(found, now=now, closes_on=CLOSES - 5 * DAY)
    assert sends(Rule.CORRECTED).count() == 2
    row: Any = Enrolment.objects.unscoped(reason=REASON).select_related("version").first()
    row.retiring = {
        "cut_off": f"{CUT_OFF}",
        "closes_on": f"{CLOSES - 5 * DAY}",
        "reason": WHY,
        "successor": None,
        "successor_title": None,
    }
    notice: Any = own_notice(row, on=TODAY)
    assert notice.closes_on == promised

    correct(Retirement.objects.get(), now=now, closes_on=promised + DAY)
    last = list(sends(Rule.CORRECTED))[-1]
    assert last.why["was"]["closes_on"] == f"{promised}"
    row.retiring["closes_on"] = f"{promised + DAY}"
    assert own_notice(row, on=TODAY) == notice.until(promised + DAY)


def test_more_time_for_a_group_is_told_to_it_and_its_leads(world: World) -> None:
    found, morning = told(world)
    later = CLOSES + 30 * DAY
    correcting.close_later(
        system_context(now=morning), retirement_uid=found.uid, closes_on=later, **who(world)
    )
    mails = deliver(sends(Rule.CORRECTED)[0].planned_for)
    assert "until 30 November 2026 at least. We had told you 31 October" in mails["doctor@mail.example"]
    assert "Your doctors outside cohorts have until 30 November 2026 at least" in mails[world.lead.email]
    assert len(mails) == 3
    (operation,) = Operation.objects.filter(kind="programme.close_later")
    assert operation.counts == {"people": 2, "leads": 1}


def test_taken_back_it_reaches_nobody(world: World) -> None:
    found, morning = told(world)
    correct(found, now=morning, closes_on=CLOSES + DAY)
    actions.take_back_retirement(system_context(now=morning), retirement_uid=found.uid)
    handle(actions.TELL_TOPIC, now=morning)
    assert {(send.state, send.reason) for send in sends(Rule.CORRECTED)} == {("suppressed", "not_retired")}
    assert sends(Rule.GOES_ON).count() == 2
    with pytest.raises(Refused, match="is not being retired"):
        correct(found, now=morning, closes_on=CLOSES + 2 * DAY)


@pytest.mark.parametrize(
    ("days", "given", "said"),
    [
        (0, {"cut_off": TODAY}, "from tomorrow on at the earliest"),
        (10, {"cut_off": CUT_OFF + DAY}, "people have been turned away, so that day stays"),
        (0, {"closes_on": CUT_OFF - DAY}, "before the programme has stopped taking people"),
        (80, {"closes_on": TODAY + 79 * DAY}, "a day to finish by that has not passed"),
        (0, {"reason": "  "}, "Say why"),
        (0, {"closes_on": TODAY + 3000 * DAY}, "within five years"),
    ],
)
def test_what_cannot_be_corrected(world: World, days: int, given: dict[str, Any], said: str) -> None:
    found = retire(world)
    with pytest.raises(Refused, match=said):
        correct(found, now=NOW + days * DAY, earlier_is_meant=True, **given)
    assert not RetirementCorrection.objects.exists()


def test_after_the_cut_off_the_rest_can_be_corrected(world: World) -> None:
    successor = another_programme(world)
    found = retire(world)
    fresh = correct(found, now=NOW + 20 * DAY, closes_on=CLOSES + DAY, successor=successor)
    assert (fresh.cut_off, fresh.successor, fresh.corrections) == (CUT_OFF, successor, 1)


def test_the_successor_stays_while_people_go_on_to_it(world: World) -> None:
    successor = another_programme(world)
    found = retire(world, successor=successor, cut_off=TODAY + DAY, closes_on=TODAY + DAY)
    actions.start_going_on(system_context(), retirement_uid=found.uid, **who(world))
    with pytest.raises(Refused, match="going on to the present successor"):
        correct(found)
    assert Retirement.objects.get().successor == successor


def test_the_successor_is_another_that_goes_on(world: World) -> None:
    found = retire(world)
    for programme in (world.programme, Programme(translation_key=found.uid)):
        with pytest.raises(Refused, match="Choose a published programme"):
            correct(found, successor=programme)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE leadership_programmes_retirement SET closes_on = closes_on + 1, corrections = 2",
        "UPDATE leadership_programmes_retirement SET corrections = corrections + 1",
        "UPDATE leadership_programmes_retirement SET corrections = 0",
        "UPDATE leadership_programmes_retirement SET reason = 'another'",
        "UPDATE leadership_programmes_retirement SET announced_on = announced_on - 1",
        "UPDATE leadership_programmes_retirementcorrection SET closes_on = closes_on + 1",
        "DELETE FROM leadership_programmes_retirementcorrection",
    ],
)
def test_the_database_changes_nothing_that_is_not_kept(world: World, statement: str) -> None:
    correct(retire(world), closes_on=CLOSES + DAY)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_rights_of_the_site_are_enough(world: World, as_site: Any) -> None:
    found, morning = told(world)
    with as_site():
        correct(found, now=morning, closes_on=CLOSES + DAY)
        correct(Retirement.objects.get(), now=morning, closes_on=CLOSES, earlier_is_meant=True)
    assert RetirementCorrection.objects.count() == 2
