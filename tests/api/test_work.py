"""Work that is marked and self-ratings, by the interface for programs."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from competencies.models import Framework
from lms.actions.work import add_files
from lms.assignments.models import Submission
from tests.api.conftest import Api, Cast, make_cast, page, problem
from tests.competencies.conftest import load, publish, small_file
from tests.factories import trusts
from tests.factories.courses import World
from tests.factories.programmes import a_self_assessment, an_assignment
from tests.factories.work import TITLE, a_file, give, hand_in, make_marker, with_activities
from tests.ready import ready

pytestmark = pytest.mark.django_db


def make_work() -> tuple[Cast, tuple[World, Any, Any]]:
    """A doctor on a programme of Riverside's with an assignment and a self-assessment."""
    cast = make_cast()
    publish(load(small_file()))
    node = Framework.objects.get().node_key("1.1")
    world = with_activities(cast.riverside, an_assignment(), a_self_assessment(node))
    user, row = world.enrolled("third@mail.example")
    return cast, (world, user, row)


ready_work = ready("ready_work", make_work)


@pytest.fixture
def cast(ready_work: Any) -> Cast:
    found: Cast = ready_work[0]
    return found


@pytest.fixture
def work(ready_work: Any) -> tuple[World, Any, Any]:
    found: tuple[World, Any, Any] = ready_work[1]
    return found


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


def test_handing_in_and_the_feedback(work: Any) -> None:
    world, user, row = work
    here = {"enrolment": str(row.uid), "activity": str(world.key(TITLE))}
    add_files(
        trusts.learner_context(user), enrolment_uid=row.uid, activity_key=world.key(TITLE), files=[a_file()]
    )
    api = Api(user)

    first = api.post("/submissions/", {**here, "text": "We began on time."}, key="one")
    again = api.post("/submissions/", {**here, "text": "We began on time."}, key="one")
    other = api.post("/submissions/", {**here, "text": "Other words."}, key="two")
    reused = api.post("/submissions/", {**here, "text": "Other words."}, key="one")

    uid = first.json()["uid"]
    assert (first.status_code, again.status_code, first["Location"]) == (
        201,
        200,
        f"/api/v1/submissions/{uid}/",
    )
    assert first.json() == again.json()
    assert (problem(other)["code"], problem(reused)["code"]) == ("with_markers", "key_reused")
    assert Submission.objects.unscoped(reason="a test").count() == 1
    handed = Submission.objects.unscoped(reason="a test").select_related("activity").get()
    give(world, make_marker(world), handed, 2, 1, feedback="Private praise.")
    found = api.get(f"/submissions/{uid}/").json()
    assert (found["state"], found["points"], found["text"], found["words"]) == (
        "passed",
        15,
        "We began on time.",
        4,
    )
    assert [(each["name"], each["size"]) for each in found["files"]] == [("plan.pdf", 16)]
    (marks,) = found["marks"]
    assert (marks["points"], marks["feedback"]) == (15, "Private praise.")
    assert [(each["title"], each["level"], each["points"]) for each in marks["criteria"]] == [
        ("Aim", "Strong", 10),
        ("Effect", "Clear", 5),
    ]
    assert found["can_be_handed_in_again"] is False


def test_the_sponsor_has_no_words_and_others_nothing(cast: Cast, work: Any) -> None:
    world, user, row = work
    submission = hand_in(world, user, row, "Private words.")
    give(world, make_marker(world), submission, 0, 0, feedback="Private doubts.")
    address = f"/submissions/{submission.uid}/"

    of_trust = Api(world.lead).get(address, **{"as": "trust"})

    shown = of_trust.json()
    assert (shown["state"], shown["can_be_handed_in_again"]) == ("returned", True)
    assert [shown[name] for name in ("text", "words", "files", "marks")] == [None] * 4
    assert "Private" not in of_trust.content.decode()
    assert Api(cast.bob).get(address).status_code == 404
    assert Api(cast.hillside.lead).get(address, **{"as": "trust"}).status_code == 404


def test_what_is_missing_of_an_assignment_is_said(cast: Cast, work: Any) -> None:
    world, user, row = work
    here = {"enrolment": str(row.uid), "activity": str(world.key(TITLE))}
    rating = {**here, "activity": str(world.key("Where do you stand?"))}
    api = Api(user)

    missing = api.post("/submissions/", here, key="one")

    assert missing.status_code == 422
    assert [each["pointer"] for each in problem(missing)["errors"]] == ["/text"]
    assert problem(api.post("/submissions/", here))["code"] == "missing_key"
    assert api.post("/submissions/", rating, key="two").status_code == 404
    assert Api(cast.bob).post("/submissions/", here, key="one").status_code == 404
    assert not Submission.objects.unscoped(reason="a test").exists()


def test_an_assignment_is_not_completed_as_a_fact(cast: Cast, work: Any) -> None:
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
