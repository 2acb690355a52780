"""Progress with its reasons: the fact that met each requirement, or what is missing."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from lms.actions.enrolment import join_programme
from lms.enrolment.models import Enrolment
from lms.progress.selectors import tree_of
from programmes.models import Requirement
from tests.api.conftest import Api, Cast, fact_of, finish, page, problem
from tests.factories import programmes, trusts

pytestmark = pytest.mark.django_db
NAME = {"given_name": "Given0", "family_name": "Family0"}


def line(world: Any, row: Enrolment, **changed: Any) -> dict[str, Any]:
    version = world.version
    return {
        "enrolment": str(row.uid),
        "programme": {
            "uid": str(version.uid),
            "programme": str(version.programme_key),
            "number": 1,
            "title": "Leading a team",
        },
        "percent": 16,
        "done": 0,
        "total": 2,
        "satisfied": False,
        "person": None,
        **changed,
    }


def requirement(world: Any, title: str, parent: str | None = None) -> Requirement:
    found = world.version.requirements.filter(title=title)
    return (found.filter(parent__title=parent) if parent else found).get()


def why(world: Any, row: Enrolment, *, fact: Any) -> dict[str, Any]:
    def node(title: str, kind: str, **given: Any) -> dict[str, Any]:
        return {
            "key": str(requirement(world, title).key),
            "kind": kind,
            "title": title,
            "required": True,
            "at_least": None,
            "points_needed": None,
            "points": None,
            "item": "module" if kind == "item" else "",
            "credits": None,
            "credits_needed": None,
            "recognised_by": None,
            "state": "open",
            "opens_on": None,
            "locked_by": [],
            "percent": 0,
            "satisfied": False,
            "activities": [],
            "parts": [],
            **given,
        }

    def activity(title: str, *, met: bool = False) -> dict[str, Any]:
        shown = str(fact.uid) if met and fact else None
        return {"activity": str(world.key(title)), "title": title, "met": met, "fact": shown}

    meetings = node(
        "Meetings that end on time",
        "item",
        percent=33,
        activities=[
            activity("Why meetings fail", met=True),
            activity("Check yourself"),
            activity("Your last meeting"),
        ],
    )
    choices = [
        node("Choice one", "item", activities=[activity("Text one")]),
        node("Choice two", "item", activities=[activity("Text two")]),
    ]
    return node(
        "Leading a team",
        "all",
        percent=16,
        parts=[
            node("Foundations", "all", percent=33, parts=[meetings]),
            node("Choose one", "at_least", at_least=1, parts=choices),
        ],
    )


def test_each_caller_sees_what_is_theirs(cast: Cast) -> None:
    found = {
        (name, side): api.get("/progress/", **{"as": side})
        for name, api in cast.callers.items()
        for side in ("learner", "trust")
    }

    bodies = {key: response.json() for key, response in found.items() if response.status_code == 200}
    assert bodies == {
        ("learner", "learner"): page(line(cast.riverside, cast.adas)),
        ("other learner", "learner"): page(line(cast.hillside, cast.bobs)),
        ("lead", "learner"): page(),
        ("other lead", "learner"): page(),
        ("lead", "trust"): page(line(cast.riverside, cast.adas, person=NAME)),
        ("other lead", "trust"): page(line(cast.hillside, cast.bobs, person=NAME)),
    }
    refused = {
        key: problem(response)["code"] for key, response in found.items() if response.status_code != 200
    }
    assert refused == {
        ("anonymous", "learner"): "not_authenticated",
        ("anonymous", "trust"): "not_authenticated",
        ("learner", "trust"): "not_a_lead",
        ("other learner", "trust"): "not_a_lead",
    }


def test_why(cast: Cast) -> None:
    path = f"/progress/{cast.adas.uid}/"
    reasons = why(cast.riverside, cast.adas, fact=fact_of(cast.adas))

    own = Api(cast.ada).get(path)
    of_trust = Api(cast.riverside.lead).get(path, **{"as": "trust"})

    assert own.json() == line(cast.riverside, cast.adas) | {"why": reasons}
    assert of_trust.json() == line(cast.riverside, cast.adas, person=NAME) | {"why": reasons}


def test_what_was_done_elsewhere_counts_and_its_fact_stays_the_doctors(db: None) -> None:
    """One module in two programmes: first joined alone, then sponsored by a trust."""
    module = programmes.make_module("Listening", activities=[programmes.a_reading("Ears")])
    alone = programmes.make_programme(modules=[module], open_to_all=True)
    sponsored = programmes.make_programme(modules=[module])
    trust = trusts.make_trust()
    lead = trusts.make_lead(trust)
    doctor = trusts.make_user("doctor@mail.example")
    trusts.make_person(doctor)
    first = join_programme(trusts.learner_context(doctor), programme_uid=alone.translation_key)
    finish(doctor, first, programmes.module_version(module).activities.get())
    (row,) = trusts.enrol(lead, trusts.make_contract(trust, sponsored), "doctor@mail.example")
    trusts.accept(row, doctor)

    found = [
        Api(user).get(f"/progress/{row.uid}/", **{"as": side}).json()
        for user, side in ((doctor, "learner"), (lead, "trust"))
    ]

    (own, of_trust) = [each["why"]["parts"][0]["parts"][0]["activities"][0] for each in found]
    assert [each["percent"] for each in found] == [100, 100]
    assert (own["met"], own["fact"]) == (True, str(fact_of(first).uid))
    assert (of_trust["met"], of_trust["fact"]) == (True, None)


def test_complete_is_a_hundred(cast: Cast) -> None:
    world = cast.riverside
    quiz = world.activity("Check yourself")
    answers = {question["id"]: question["correct"] for question in quiz.scoring["questions"]}
    finish(cast.ada, cast.adas, quiz, answers=answers)
    finish(cast.ada, cast.adas, world.activity("Your last meeting"), text="Begin on time.")
    finish(cast.ada, cast.adas, world.activity("Text one"))

    assert Api(cast.ada).get("/progress/").json() == page(
        line(world, cast.adas, percent=100, done=2, satisfied=True)
    )


def test_what_has_not_begun_stands_at_nothing(cast: Cast) -> None:
    (invited,) = cast.riverside.invite("waiting@mail.example")

    shown = Api(cast.riverside.lead).get(f"/progress/{invited.uid}/", **{"as": "trust"}).json()

    assert (shown["percent"], shown["done"], shown["total"], shown["satisfied"]) == (0, 0, 2, False)


@pytest.mark.parametrize("count", [1, 3])
def test_query_count(cast: Cast, count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(count - 1):
        cast.riverside.enrolled(f"more{number}@mail.example")
    api = Api(cast.riverside.lead)
    headers = api.headers

    with django_assert_num_queries(4):
        response = api.client.get("/api/v1/progress/?as=trust", headers=headers)

    assert len(response.json()["results"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_query_count_of_why(
    cast: Cast, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for title in ("Text one", "Text two")[: count - 1]:
        finish(cast.ada, cast.adas, cast.riverside.activity(title))
    api = Api(cast.ada)
    headers = api.headers
    tree_of(cast.adas.version_id)

    with django_assert_num_queries(5):
        api.client.get(f"/api/v1/progress/{cast.adas.uid}/", headers=headers)
