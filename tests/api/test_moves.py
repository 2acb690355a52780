"""People on earlier versions: what a move would do, ordered and taken back by those who publish."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from pytest_django.fixtures import DjangoAssertNumQueries

from kernel.audit import Actor, start_operation
from kernel.models import AuditEntry, Operation
from lms.amendments.models import Move, Run
from programmes.models import Programme, ProgrammeVersion
from tests.amendments.test_moving import carry_on, grow, held
from tests.api.conftest import Api, page, problem
from tests.factories.courses import World, make_world
from tests.factories.people import a_user
from tests.factories.trusts import NOW, make_cohort
from tests.programmes.conftest import make_designer
from tests.ready import ready

pytestmark = pytest.mark.django_db


def make_moved() -> tuple[World, Any, Any]:
    """Six doctors of a trust, one of whom has read the first text, on version 1 of 2; and a designer."""
    world = make_world(seats=20)
    rows = [world.enrolled(f"doctor{number}@mail.example") for number in range(6)]
    world.finish(*rows[0], "Why meetings fail")
    grow(world)
    return world, [row for _user, row in rows], make_designer()


ready_moved = ready("ready_moved", make_moved)


@pytest.fixture
def world(ready_moved: Any) -> World:
    found: World = ready_moved[0]
    return found


@pytest.fixture
def designer(ready_moved: Any) -> Api:
    return Api(ready_moved[2])


def people(world: World) -> str:
    return f"/studio/programmes/{world.programme.translation_key}/people/"


def order(world: World, **given: Any) -> dict[str, Any]:
    return {"version": str(world.version.uid), "organisation": str(world.trust.uid), **given}


def test_what_a_move_would_do(world: World, designer: Api) -> None:
    found = designer.get(people(world)).json()

    assert {name: found[name] for name in ("of_draft", "draft_differs", "worked_out")} == {
        "of_draft": False,
        "draft_differs": False,
        "worked_out": True,
    }
    assert (found["version"]["uid"], found["version"]["number"]) == (str(world.version.uid), 2)
    (group,) = found["groups"]
    assert (group["organisation"]["uid"], group["cohort"], group["people"]) == (
        str(world.trust.uid),
        None,
        6,
    )
    assert (group["gain"], group["end"], group["doubtful"]) == (0, 0, 0)
    # One doctor has begun and is asked for more: that would tell of them.
    assert group["asked_more"] is None
    assert designer.get(people(world), organisation=str(world.trust.uid)).json() == found
    assert designer.get(people(world), organisation=str(uuid4())).status_code == 422
    assert designer.get(people(world), cohort=str(uuid4())).status_code == 422
    assert designer.get(f"/studio/programmes/{uuid4()}/people/").status_code == 404


def test_what_publishing_the_draft_would_mean(world: World, designer: Api) -> None:
    programme = Programme.objects.get(pk=world.programme.pk)
    del programme.tree["root"]["children"][0]
    programme.save_revision()

    found = designer.get(people(world), draft="true").json()

    assert (found["of_draft"], found["draft_differs"], found["draft_is_sound"]) == (True, True, True)
    assert found["groups"][0]["people"] == 6


def test_ordered_carried_out_and_taken_back(ready_moved: Any, world: World, designer: Api) -> None:
    _world, rows, _designer = ready_moved
    ordered = designer.post("/studio/moves/", order(world))
    again = designer.post("/studio/moves/", order(world))
    address = f"/studio/moves/{ordered.json()['uid']}/"

    assert (ordered.status_code, again.status_code) == (201, 200)
    assert (ordered["Location"], again.json()) == (f"/api/v1{address}", ordered.json())
    assert (ordered.json()["state"], ordered.json()["total"], ordered.json()["moved"]) == ("moving", 6, 0)
    carry_on()
    done = designer.get(address).json()
    assert (done["state"], done["moved"], done["may_be_taken_back"]) == ("moved", 6, True)
    assert {held(row).version.number for row in rows} == {2}
    assert problem(designer.post("/studio/moves/", order(world)))["code"] == "nobody"

    back = designer.post(f"{address}take-back/", {})
    assert (back.status_code, back.json()["state"]) == (200, "going_back")
    assert designer.post(f"{address}take-back/", {}).status_code == 200
    carry_on()
    ended = designer.get(address).json()
    assert (ended["state"], ended["taken_back"], ended["may_be_taken_back"]) == ("taken_back", 6, False)
    assert {held(row).version.number for row in rows} == {1}
    assert AuditEntry.objects.filter(action="amendment.start").count() == 1
    assert Operation.objects.filter(kind="amendment.start").count() == 1


def test_thirty_days_and_no_longer(world: World, designer: Api) -> None:
    uid = designer.post("/studio/moves/", order(world)).json()["uid"]
    carry_on()

    with time_machine.travel(NOW + timedelta(days=31), tick=False):
        refused = designer.post(f"/studio/moves/{uid}/take-back/", {})

    assert (refused.status_code, problem(refused)["code"]) == (409, "not_taken_back")


def test_only_to_the_latest_and_only_what_is_there(world: World, designer: Api) -> None:
    first = ProgrammeVersion.objects.get(programme_key=world.programme.translation_key, number=1)
    other = make_world("Hillside (invented)")
    cohort = make_cohort(other.contract)

    assert problem(designer.post("/studio/moves/", order(world, version=str(first.uid))))["code"] == (
        "not_the_latest"
    )
    for given, place in (
        ({"organisation": str(uuid4())}, "/organisation"),
        ({"cohort": str(cohort.uid)}, "/cohort"),
        ({"organisation": None, "cohort": str(cohort.uid)}, "/cohort"),
        ({"nobody": 1}, "/nobody"),
    ):
        refused = designer.post("/studio/moves/", order(world, **given))
        assert (refused.status_code, problem(refused)["errors"][0]["pointer"]) == (422, place)
    assert designer.post("/studio/moves/", order(world, version=str(uuid4()))).status_code == 404
    assert designer.post(f"/studio/moves/{uuid4()}/take-back/", {}).status_code == 404
    assert not Run.objects.unscoped(reason="a test").exists()


def test_for_others_it_is_not_there(ready_moved: Any, world: World, designer: Api) -> None:
    uid = designer.post("/studio/moves/", order(world)).json()["uid"]

    for user in (a_user(), world.lead):
        api = Api(user)
        for address in (people(world), "/studio/moves/", f"/studio/moves/{uid}/"):
            assert api.get(address).status_code == 404
        assert api.post("/studio/moves/", order(world)).status_code == 404
        assert api.post(f"/studio/moves/{uid}/take-back/", {}).status_code == 404
    assert Api().post("/studio/moves/", order(world)).status_code == 401
    assert Run.objects.unscoped(reason="a test").count() == 1
    assert not Move.objects.unscoped(reason="a test").exists()


def test_the_list_takes_as_many_queries_for_three(
    world: World, designer: Api, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    designer.get("/studio/moves/")
    for number in range(3):
        operation = start_operation("amendment.start", actor=Actor.system(), now=NOW, counts={})
        Run.objects.create(
            version=world.version,
            organisation=world.trust,
            operation=operation,
            total=number,
            started_at=NOW,
        )
        with django_assert_num_queries(5):
            found = designer.get("/studio/moves/", programme=str(world.programme.translation_key)).json()
        # One to four people are not counted out.
        assert [each["total"] for each in found["results"]] == [None] * number + [0]
    assert designer.get("/studio/moves/", programme=str(uuid4())).json() == page()
