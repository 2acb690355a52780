"""Work that is marked and self-ratings, by the interface for programs."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from competencies.models import Framework
from tests.api.conftest import Api, Cast, page, problem
from tests.competencies.conftest import load, publish, small_file
from tests.factories.courses import World
from tests.factories.programmes import a_self_assessment, an_assignment
from tests.factories.work import TITLE, give, hand_in, make_marker, with_activities

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(cast: Cast) -> tuple[World, Any, Any]:
    """A doctor on a programme of Riverside's with an assignment and a self-assessment."""
    publish(load(small_file()))
    node = Framework.objects.get().node_key("1.1")
    world = with_activities(cast.riverside, an_assignment(), a_self_assessment(node))
    user, row = world.enrolled("third@mail.example")
    return world, user, row


def test_the_doctor_and_the_sponsor_have_state_and_points(cast: Cast, work: Any) -> None:
    world, user, row = work
    submission = hand_in(world, user, row, "Private words.")
    give(world, make_marker(world), submission, 2, 2, feedback="Private praise.")
    shown = {
        "uid": str(submission.uid),
        "enrolment": str(row.uid),
        "activity": str(world.key(TITLE)),
        "title": TITLE,
        "number": 1,
        "state": "passed",
        "submitted_at": "2026-09-01T09:00:00Z",
        "marked_at": "2026-09-01T09:00:00Z",
        "points": 20,
        "of": 20,
        "person": None,
    }

    own = Api(user).get("/submissions/", state="passed", enrolment=str(row.uid))
    of_trust = Api(world.lead).get("/submissions/", **{"as": "trust"})

    assert own.json() == page(shown)
    (theirs,) = of_trust.json()["results"]
    assert {**theirs, "person": None} == shown
    assert theirs["person"] == {"given_name": row.person.given_name, "family_name": row.person.family_name}
    assert "Private" not in own.content.decode() + of_trust.content.decode()
    assert Api(cast.bob).get("/submissions/").json() == page()
    assert Api(cast.hillside.lead).get("/submissions/", **{"as": "trust"}).json() == page()


def test_an_assignment_is_not_handed_in_here(cast: Cast, work: Any) -> None:
    world, user, row = work
    body = {"enrolment": str(row.uid), "activity": str(world.key(TITLE)), "answers": {"text": "Done."}}

    response = Api(user).post("/facts/", body, key="one")

    assert response.status_code == 409
    assert problem(response)["code"] == "handed_in_with_files"
    assert Api(user).get("/facts/").json() == page()


def test_self_ratings_are_the_callers_alone(
    work: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world, user, row = work
    activity = world.activity("Where do you stand?")
    (element,), (low, _high) = activity.scoring["elements"], activity.scoring["scale"]
    for key, given in (("one", low), ("two", "none"), ("two", "none")):
        body = {
            "enrolment": str(row.uid),
            "activity": str(activity.key),
            "answers": {"ratings": {element["id"]: given}},
        }
        assert Api(user).post("/facts/", body, key=key).status_code in (200, 201)

    with django_assert_num_queries(4):
        found = Api(user).get("/self-ratings/").json()["results"]

    assert [(each["node"], each["step"], each["steps"]) for each in found] == [
        (element["node"], None, 2),
        (element["node"], 1, 2),
    ]
    assert Api(world.lead).get("/self-ratings/").json() == page()
    refused = Api(world.lead).get("/self-ratings/", **{"as": "trust"})
    assert refused.status_code == 400
