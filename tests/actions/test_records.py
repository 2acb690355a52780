"""A fact that is revoked: what it had met is due again, and reminders of it go."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from lms.actions import enrolment as enrolling
from lms.actions import records
from lms.actions.integrity import problems
from lms.calendar.models import DueDate
from lms.enrolment.models import Enrolment
from lms.records.models import LearningFact
from lms.reminders.enums import Rule, SendState
from lms.reminders.models import PlannedSend
from programmes.models import Programme
from programmes.services.authoring import PartData, PartModule
from tests.factories.courses import World, make_world
from tests.factories.programmes import a_reading, make_module, make_programme
from tests.factories.trusts import NOW, TODAY, learner_context, system_context
from tests.ready import ready

pytestmark = pytest.mark.django_db
REASON = "a test looks at everything"
DUE = TODAY + timedelta(days=20)


def make_begun() -> tuple[World, Any, Enrolment]:
    """A doctor with a reading that is due after 20 days, in a module that an open programme has too."""
    module = make_module("Rounds", activities=[a_reading("Read of rounds")])
    world = make_world(more=[PartData("More", (PartModule(module, due_days=20),))])
    make_programme(
        "Only rounds", parts=[PartData("All", (PartModule(module, due_days=40),))], open_to_all=True
    )
    user, row = world.enrolled()
    return world, user, row


ready_begun = ready("ready_begun", make_begun)


def dates(row: Enrolment) -> list[tuple[str, date, datetime | None]]:
    found = DueDate.objects.unscoped(reason=REASON).filter(enrolment=row).select_related("requirement")
    return [(each.requirement.title, each.due_on, each.met_at) for each in found.order_by("due_on")]


def reminders(row: Enrolment) -> list[tuple[date, str, str]]:
    sends = PlannedSend.objects.unscoped(reason=REASON).filter(
        due_date__enrolment=row, due_date__requirement__title="Rounds", rule=Rule.BEFORE_DUE
    )
    return [(send.planned_for.date(), send.state, send.reason) for send in sends.order_by("pk")]


def revoke(fact: LearningFact, *, now: datetime) -> LearningFact:
    return records.revoke_fact(system_context(now=now), fact_uid=fact.uid, reason_code="wrong_person")


def test_what_it_had_met_is_due_again_and_reminded_of(ready_begun: Any) -> None:
    world, user, row = ready_begun
    goes_on = DUE - timedelta(days=7)
    before = dates(row)
    assert before[0] == ("Rounds", DUE, None)
    assert reminders(row) == [(goes_on, SendState.PLANNED, "")]
    (fact,) = world.finish(user, row, "Read of rounds").facts
    assert dates(row) == [("Rounds", DUE, NOW), *before[1:]]
    assert reminders(row) == [(goes_on, SendState.SUPPRESSED, "met")]

    first = revoke(fact, now=NOW + timedelta(days=1))
    again = revoke(fact, now=NOW + timedelta(days=2))

    assert first == again
    assert dates(row) == before
    assert reminders(row) == [(goes_on, SendState.PLANNED, "")]
    assert list(problems()) == []


def test_wherever_the_module_stands_and_nowhere_else(ready_begun: Any) -> None:
    world, user, row = ready_begun
    other = enrolling.join_programme(
        learner_context(user), programme_uid=Programme.objects.get(title="Only rounds").translation_key
    )
    _other_user, theirs = world.enrolled("other@mail.example")
    world.finish(_other_user, theirs, "Read of rounds")
    world.finish(user, row, "Text one")
    (fact,) = world.finish(user, row, "Read of rounds").facts
    assert dates(other) == [("Rounds", TODAY + timedelta(days=40), NOW)]
    assert Enrolment.objects.unscoped(reason=REASON).get(pk=other.pk).state == "completed"

    revoke(fact, now=NOW)

    assert dates(row)[0] == ("Rounds", DUE, None)
    # What is completed stays so: nothing is due in it.
    assert dates(other) == [("Rounds", TODAY + timedelta(days=40), NOW)]
    assert dates(theirs)[0] == ("Rounds", DUE, NOW)


def test_of_somebody_who_is_paused_it_is_due_again_once_they_go_on(ready_begun: Any) -> None:
    world, user, row = ready_begun
    (fact,) = world.finish(user, row, "Read of rounds").facts
    enrolling.defer(learner_context(user), enrolment_uid=row.uid)

    revoke(fact, now=NOW + timedelta(days=1))
    assert dates(row)[0] == ("Rounds", DUE, None)
    assert reminders(row) == [(DUE - timedelta(days=7), SendState.SUPPRESSED, "met")]

    enrolling.resume(learner_context(user, now=NOW + timedelta(days=3)), enrolment_uid=row.uid)
    assert dates(row)[0] == ("Rounds", DUE + timedelta(days=2), None)
    assert [each for each in reminders(row) if each[1] == SendState.PLANNED] == [
        (DUE - timedelta(days=5), SendState.PLANNED, "")
    ]
