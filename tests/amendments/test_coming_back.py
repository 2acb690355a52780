"""Going on to a successor is taken back: the old places stand again, as they stood."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from kernel import clock
from lms.actions.errors import Refused
from lms.actions.integrity import problems
from lms.amendments import actions as amending
from lms.amendments.models import Move, Run, TakenBack
from lms.amendments.retiring import actions
from lms.calendar.models import DueDate
from lms.enrolment.models import Contract, Enrolment, Transition
from lms.progress.models import Progress
from lms.reminders.models import PlannedSend
from tests.amendments.test_page import words
from tests.amendments.test_retiring import (
    REASON,
    another_programme,
    going_on,
    handle,
    held,
    who,
)
from tests.factories.courses import World, make_world
from tests.factories.trusts import NOW, system_context
from tests.programmes.conftest import make_designer
from tests.ready import ready

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def make_gone() -> tuple[World, Any, list[Enrolment], Run]:
    """Two who have gone on to a successor; the first had done one thing before."""
    world = make_world()
    user, row = world.enrolled()
    other, second = world.enrolled("second@mail.example")
    world.finish(user, row, "Text one")
    successor = another_programme(world)
    found = going_on(world, successor)
    run = actions.start_going_on(system_context(), retirement_uid=found.uid, **who(world))
    handle(actions.TOPIC)
    return world, (user, other), [row, second], run


ready_gone = ready("ready_gone", make_gone)


def take_back(run: Run, *, days: int = 3) -> Run:
    now = NOW + days * DAY
    amending.take_back_batch(system_context(now=now), run_uid=run.uid, begin=True)
    handle(amending.TOPIC, now=now)
    found: Run = Run.objects.unscoped(reason=REASON).get(pk=run.pk)
    return found


def new_of(row: Enrolment) -> Enrolment:
    found: Enrolment = (
        Move.objects.unscoped(reason=REASON).select_related("enrolment").get(left=row).enrolment
    )
    return found


def dates(row: Enrolment) -> list[Any]:
    rows = DueDate.objects.unscoped(reason=REASON).filter(enrolment=row).order_by("pk")
    return list(rows.values_list("due_on", "met_at", "dropped_at"))


def planned(row: Enrolment) -> list[Any]:
    rows = PlannedSend.objects.unscoped(reason=REASON).filter(due_date__enrolment=row).order_by("pk")
    return list(rows.values_list("rule", "state", "planned_for"))


def test_the_old_places_stand_again_as_they_stood(ready_gone: Any) -> None:
    world, _users, rows, run = ready_gone
    before = dates(rows[0])
    assert [state for _rule, state, _at in planned(rows[0])] == ["suppressed"]

    back = take_back(run)

    assert (back.state, back.moved, back.taken_back) == ("taken_back", 2, 2)
    assert [held(row).state for row in rows] == ["active", "active"]
    assert [held(new_of(row)).state for row in rows] == ["withdrawn", "withdrawn"]
    assert dates(rows[0]) == before
    assert [(rule, state) for rule, state, _at in planned(rows[0])] == [("before_due", "planned")]
    assert [state for _rule, state, _at in planned(new_of(rows[0]))] in ([], ["suppressed"])
    assert TakenBack.objects.unscoped(reason=REASON).count() == 2
    last = Transition.objects.unscoped(reason=REASON).filter(enrolment=rows[0]).latest("pk")
    assert (last.from_state, last.to_state, last.reason) == ("withdrawn", "active", "back_from_successor")
    assert list(problems()) == []
    assert (amending.take_back_batch(system_context(), run_uid=run.uid)) is False
    again = actions.start_going_on(
        system_context(now=NOW + 4 * DAY), retirement_uid=run.retirement.uid, **who(world)
    )
    assert again.total == 2


def test_what_was_done_meanwhile_stays_and_who_has_finished_stays_there(ready_gone: Any) -> None:
    world, users, rows, run = ready_gone
    user, other = users
    keys = {
        activity.title: activity.key
        for requirement in new_of(rows[0]).version.requirements.exclude(module_version=None)
        for activity in requirement.module_version.activities.all()
    }
    world.finish_key(user, new_of(rows[0]), keys["Read here"])
    world.finish_key(other, new_of(rows[1]), keys["Text one"])
    assert held(new_of(rows[0])).state == "completed"

    back = take_back(run)

    assert (back.taken_back, held(rows[0]).state, held(rows[1]).state) == (1, "withdrawn", "active")
    assert Progress.objects.unscoped(reason=REASON).get(enrolment=rows[1]).percent == 50
    assert held(new_of(rows[0])).state == "completed"
    assert list(problems()) == []


def test_whose_seat_is_gone_stays_on_the_successor(ready_gone: Any) -> None:
    world, _users, rows, run = ready_gone
    Contract.objects.unscoped(reason=REASON).filter(pk=world.contract.pk).update(seats=1)

    back = take_back(run)

    assert (back.state, back.taken_back) == ("taken_back", 1)
    assert [held(row).state for row in rows] == ["active", "withdrawn"]
    assert [held(new_of(row)).state for row in rows] == ["withdrawn", "active"]


def test_thirty_days_and_no_longer(ready_gone: Any) -> None:
    _world, _users, rows, run = ready_gone
    with pytest.raises(Refused, match="can no longer be taken back"):
        take_back(run, days=31)
    assert held(rows[0]).state == "withdrawn"


@pytest.mark.parametrize("reason", ["", "successor"])
def test_no_other_place_is_taken_up_again(ready_gone: Any, reason: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO leadership_enrolment_transition (enrolment_id, from_state, to_state, at, reason)"
            " VALUES (%s, 'withdrawn', 'active', now(), %s)",
            [ready_gone[2][0].pk, reason],
        )


def test_the_rights_of_the_site_are_enough(ready_gone: Any, as_site: Any) -> None:
    with as_site():
        back = take_back(ready_gone[3])
    assert back.taken_back == 2


def test_it_is_a_button_on_the_page(client: Client) -> None:
    world = make_world(now=clock.now())
    _user, row = world.enrolled()
    programme = another_programme(world)
    Contract.objects.unscoped(reason=REASON).filter(programme=programme).update(
        starts_on=clock.today(), ends_on=clock.today() + 99 * DAY
    )
    now = clock.now()
    found = actions.retire_programme(
        system_context(now=now),
        programme_key=world.programme.translation_key,
        cut_off=clock.today() + DAY,
        closes_on=clock.today() + DAY,
        reason="It is old.",
        successor_key=programme.translation_key,
    )
    run = actions.start_going_on(system_context(now=now), retirement_uid=found.uid, **who(world))
    handle(actions.TOPIC, now=now)
    client.force_login(make_designer())  # type: ignore[arg-type]
    address = f"/admin/studio/retirements/{world.programme.pk}/"
    assert "Going on can be taken back for 30 days" in words(client.get(address))
    given = {"act": "bring_back", "run": str(run.uid)}
    assert "They are given their old places again." in words(client.post(address, given, follow=True))
    handle(amending.TOPIC, now=clock.now())
    assert held(row).state == "active"
    other = f"/admin/studio/retirements/{programme.pk}/"
    assert client.post(other, given).status_code == 404
