"""Those whom a move left for somebody to decide, and equivalences: read and settled by those who publish."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from kernel.models import AuditEntry
from lms.amendments.models import Case, Equivalence, Run
from tests.amendments.test_moving import REASON, drop_first, held, move
from tests.api.conftest import Api, page, problem
from tests.factories.courses import World, make_world
from tests.factories.people import a_user
from tests.factories.trusts import system_context
from tests.programmes.conftest import make_designer
from tests.ready import ready

pytestmark = pytest.mark.django_db


def make_doubtful() -> tuple[World, Any, Any]:
    """Three doctors who have begun what the new version does not hold; the move left them."""
    world = make_world(seats=20)
    rows = [world.enrolled(f"doctor{number}@mail.example") for number in range(3)]
    for row in rows:
        world.finish(*row, "Why meetings fail")
    move(drop_first(world), world)
    return world, [row for _user, row in rows], make_designer()


ready_doubtful = ready("ready_doubtful", make_doubtful)


@pytest.fixture
def world(ready_doubtful: Any) -> World:
    found: World = ready_doubtful[0]
    return found


@pytest.fixture
def designer(ready_doubtful: Any) -> Api:
    return Api(ready_doubtful[2])


def cases() -> list[Case]:
    return list(Case.objects.unscoped(reason=REASON).order_by("pk"))


def test_the_queue_names_nobody(world: World, designer: Api) -> None:
    found = designer.get("/studio/cases/").json()["results"]
    run = Run.objects.unscoped(reason=REASON).get()

    assert [each["uid"] for each in found] == [str(case.uid) for case in reversed(cases())]
    assert found[0] == {
        "uid": str(cases()[-1].uid),
        "move": str(run.uid),
        "version": {**found[0]["version"], "uid": str(world.version.uid), "number": 2},
        "present": {**found[0]["present"], "number": 1},
        "organisation": {
            "uid": str(world.trust.uid),
            "name": world.trust.name,
            "ods_code": world.trust.ods_code,
        },
        "doubt": "begun",
        "begun": [{"key": str(cases()[-1].requirement_keys[0]), "title": "Meetings that end on time"}],
        "suggestion": "stay",
        "state": "open",
        "decided_at": None,
    }
    assert designer.get(f"/studio/cases/{found[0]['uid']}/").json() == found[0]
    programme = str(world.programme.translation_key)
    assert len(designer.get("/studio/cases/", programme=programme, move=str(run.uid)).json()["results"]) == 3
    for nobody in ({"programme": str(uuid4())}, {"move": str(uuid4())}, {"state": "moved"}):
        assert designer.get("/studio/cases/", **nobody).json() == page()
    assert designer.get("/studio/cases/", state="gone").status_code == 400


def test_one_is_moved_and_one_stays(ready_doubtful: Any, designer: Api) -> None:
    _world, rows, _designer = ready_doubtful
    first, second, _third = cases()

    moved = designer.post(f"/studio/cases/{first.uid}/decide/", {"choice": "move"})
    again = designer.post(f"/studio/cases/{first.uid}/decide/", {"choice": "stay"})
    stayed = designer.post(f"/studio/cases/{second.uid}/decide/", {"choice": "stay"})

    assert (moved.status_code, moved.json()["state"]) == (200, "moved")
    assert again.json() == moved.json()
    assert stayed.json()["state"] == "stayed"
    assert [held(row).version.number for row in rows] == [2, 1, 1]
    assert len(designer.get("/studio/cases/").json()["results"]) == 1
    entries = AuditEntry.objects.filter(action="amendment.decide", object_type="leadership_amendments.case")
    assert [entry.codes for entry in entries.order_by("pk")] == [
        {"state": "moved", "choice": "move"},
        {"state": "stayed", "choice": "stay"},
    ]


def test_what_cannot_be_decided(designer: Api) -> None:
    (case, *_others) = cases()
    assert designer.post(f"/studio/cases/{case.uid}/decide/", {"choice": "undo"}).status_code == 422
    assert designer.post(f"/studio/cases/{case.uid}/decide/", {}).status_code == 422
    assert designer.post(f"/studio/cases/{uuid4()}/decide/", {"choice": "stay"}).status_code == 404
    run = Run.objects.unscoped(reason=REASON).get()
    Run.objects.unscoped(reason=REASON).filter(pk=run.pk).update(state="going_back")
    refused = designer.post(f"/studio/cases/{case.uid}/decide/", {"choice": "move"})
    assert (refused.status_code, problem(refused)["code"]) == (409, "taken_back")
    assert {case.state for case in cases()} == {"open"}


def test_one_activity_counts_for_another(world: World, designer: Api) -> None:
    may = designer.get(f"/studio/programmes/{world.programme.translation_key}/people/").json()["may_count"]
    assert [each["title"] for each in may["earlier"]] == [
        "Meetings that end on time: Why meetings fail",
        "Meetings that end on time: Check yourself",
        "Meetings that end on time: Your last meeting",
    ]
    (later,) = may["later"]
    assert later["title"] == "Instead: Read instead"
    given = {
        "version": str(world.version.uid),
        "earlier": {name: may["earlier"][0][name] for name in ("module", "activity")},
        "later": {name: later[name] for name in ("module", "activity")},
    }

    made = designer.post("/studio/equivalences/", given)
    again = designer.post("/studio/equivalences/", given)

    row = Equivalence.objects.get()
    address = f"/studio/equivalences/{row.uid}/"
    assert (made.status_code, again.status_code, again.json()) == (201, 200, made.json())
    assert (made["Location"], made.json()["earlier"]["title"], made.json()["later"]["title"]) == (
        f"/api/v1{address}",
        "Why meetings fail",
        "Read instead",
    )
    assert designer.get(address).json() == made.json()
    listed = designer.get("/studio/equivalences/", version=str(world.version.uid)).json()
    assert listed["results"] == [made.json()]
    assert designer.get("/studio/equivalences/", version=str(uuid4())).json() == page()
    assert designer.get(f"/studio/equivalences/{uuid4()}/").status_code == 404

    same = {**given, "earlier": given["later"]}
    assert problem(designer.post("/studio/equivalences/", same))["code"] == "not_two"
    for wrong in (
        {**given, "version": str(uuid4())},
        {**given, "later": {"module": str(uuid4()), "activity": str(uuid4())}},
    ):
        assert designer.post("/studio/equivalences/", wrong).status_code == 404
    refused = designer.post("/studio/equivalences/", {**given, "earlier": {"module": "x"}})
    assert refused.status_code == 422
    assert Equivalence.objects.count() == 1


def test_for_others_it_is_not_there(world: World) -> None:
    uid = cases()[0].uid
    for user in (a_user(), world.lead):
        api = Api(user)
        for address in ("/studio/cases/", f"/studio/cases/{uid}/", "/studio/equivalences/"):
            assert api.get(address).status_code == 404
        assert api.post(f"/studio/cases/{uid}/decide/", {"choice": "move"}).status_code == 404
        assert api.post("/studio/equivalences/", {}).status_code == 404
    assert Api().post(f"/studio/cases/{uid}/decide/", {"choice": "move"}).status_code == 401
    assert {case.state for case in cases()} == {"open"}


@pytest.mark.parametrize("size", [1, 3])
def test_lists_take_as_many_queries_for_three(
    world: World, designer: Api, size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    keys = [world.key("Text one"), world.key("Text two"), uuid4()]
    for number in range(3):
        Equivalence.objects.create(
            version=world.version,
            old_module_key=uuid4(),
            old_activity_key=uuid4(),
            new_module_key=uuid4(),
            new_activity_key=keys[number],
            made_at=system_context().now,
        )
    designer.get("/studio/cases/")
    for address in ("/studio/cases/", "/studio/equivalences/"):
        with django_assert_num_queries(6):
            found = designer.get(address, page_size=size).json()
        assert len(found["results"]) == size
        assert (found["next"] is None) is (size == 3)
