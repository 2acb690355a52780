"""The record by the interface: own, the sponsor's, and handing in an activity once."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, InternalError, connection, transaction
from pytest_django.fixtures import DjangoAssertNumQueries

from lms.actions.enrolment import defer
from lms.api.models import UsedKey
from lms.records.models import LearningFact
from tests.api.conftest import Api, Cast, fact_of, finish, page, problem, rows
from tests.factories import trusts
from tests.factories.trusts import NOW

pytestmark = pytest.mark.django_db
REASON = "a test"


def shown(world: Any, enrolment: Any, **changed: Any) -> dict[str, Any]:
    fact = fact_of(enrolment)
    activity = world.activity("Why meetings fail")
    return {
        "uid": str(fact.uid),
        "verb": "completed",
        "activity": str(activity.key),
        "requirement": None,
        "kind": "reading",
        "title": "Why meetings fail",
        "module": str(activity.version.module_key),
        "module_version": 1,
        "enrolment": str(enrolment.uid),
        "result": {},
        "effective_at": "2026-09-01T09:00:00Z",
        "recorded_at": "2026-09-01T09:00:00Z",
        "source": "web",
        "supersedes": None,
        "superseded_by": None,
        "person": None,
        **changed,
    }


def to_trust(world: Any, enrolment: Any, given_name: str, family_name: str) -> dict[str, Any]:
    person = {"given_name": given_name, "family_name": family_name}
    return shown(world, enrolment, result=None, person=person)


def test_each_caller_sees_what_is_theirs(cast: Cast) -> None:
    found = {
        (name, side): api.get("/facts/", **{"as": side})
        for name, api in cast.callers.items()
        for side in ("learner", "trust")
    }

    bodies = {key: response.json() for key, response in found.items() if response.status_code == 200}
    assert bodies == {
        ("learner", "learner"): page(shown(cast.riverside, cast.adas)),
        ("other learner", "learner"): page(shown(cast.hillside, cast.bobs)),
        ("lead", "learner"): page(),
        ("other lead", "learner"): page(),
        ("lead", "trust"): page(to_trust(cast.riverside, cast.adas, "Given0", "Family0")),
        ("other lead", "trust"): page(to_trust(cast.hillside, cast.bobs, "Given0", "Family0")),
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


def test_one_fact(cast: Cast) -> None:
    path = f"/facts/{fact_of(cast.adas).uid}/"

    assert Api(cast.ada).get(path).json() == shown(cast.riverside, cast.adas)
    assert Api(cast.riverside.lead).get(path, **{"as": "trust"}).json() == to_trust(
        cast.riverside, cast.adas, "Given0", "Family0"
    )


def test_a_trust_reads_no_scores_and_no_word_counts(cast: Cast) -> None:
    finish(cast.ada, cast.adas, cast.riverside.activity("Your last meeting"), text="Begin on time.")

    own = Api(cast.ada).get("/facts/").json()["results"][0]
    trusts_own = Api(cast.riverside.lead).get("/facts/", **{"as": "trust"}).json()["results"][0]

    assert (own["kind"], own["result"]) == ("reflection", {"words": 3})
    assert (trusts_own["kind"], trusts_own["result"]) == ("reflection", None)


def test_of_one_enrolment(cast: Cast) -> None:
    api = Api(cast.ada)

    assert api.get("/facts/", enrolment=str(cast.adas.uid)).json() == page(shown(cast.riverside, cast.adas))
    assert api.get("/facts/", enrolment=str(cast.bobs.uid)).json() == page()
    assert api.get("/facts/", enrolment=str(uuid.uuid4())).json() == page()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("side", "queries"), [("learner", 4), ("trust", 5)])
def test_query_count(
    cast: Cast, count: int, side: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for title in ("Text one", "Text two")[: count - 1]:
        finish(cast.ada, cast.adas, cast.riverside.activity(title))
    api = Api(cast.ada if side == "learner" else cast.riverside.lead)
    headers = api.headers

    with django_assert_num_queries(queries):
        response = api.client.get(f"/api/v1/facts/?as={side}", headers=headers)

    assert len(response.json()["results"]) == count


# Handing in


def body(cast: Cast, title: str = "Text one", **answers: Any) -> dict[str, Any]:
    return {
        "enrolment": str(cast.adas.uid),
        "activity": str(cast.riverside.key(title)),
        "answers": answers,
    }


def test_completing_an_activity(cast: Cast) -> None:
    before = rows()

    response = Api(cast.ada).post("/facts/", body(cast), key="first")

    assert response.status_code == 201
    activity = cast.riverside.activity("Text one")
    assert response.json() == {
        "uid": response.json()["uid"],
        "verb": "completed",
        "activity": str(activity.key),
        "requirement": None,
        "kind": "reading",
        "title": "Text one",
        "module": str(activity.version.module_key),
        "module_version": 1,
        "enrolment": str(cast.adas.uid),
        "result": {},
        "effective_at": "2026-09-01T09:00:00Z",
        "recorded_at": "2026-09-01T09:00:00Z",
        "source": "api",
        "supersedes": None,
        "superseded_by": None,
        "person": None,
    }
    assert response["Location"] == f"/api/v1/facts/{response.json()['uid']}/"
    assert Api(cast.ada).get(f"/facts/{response.json()['uid']}/").json() == response.json()
    after = rows()
    assert {name: after[name] - before[name] for name in ("LearningFact", "UsedKey", "AuditEntry")} == {
        "LearningFact": 1,
        "UsedKey": 1,
        "AuditEntry": 1,
    }


@pytest.mark.bar(15)
def test_the_same_key_and_body_answer_with_the_same_fact(cast: Cast) -> None:
    api = Api(cast.ada)
    first = api.post("/facts/", body(cast), key="once")
    before = rows()

    with time_machine.travel(NOW + timedelta(days=40), tick=False):
        again = api.post("/facts/", body(cast), key="once")

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert again["Location"] == first["Location"]
    assert rows() == before


def test_spacing_and_order_of_a_body_do_not_matter(cast: Cast) -> None:
    api = Api(cast.ada)
    first = api.post("/facts/", body(cast), key="once")
    turned = json.dumps(dict(reversed(body(cast).items())), indent=3)

    again = api.post("/facts/", turned, key="once")

    assert (again.status_code, again.json()) == (200, first.json())


@pytest.mark.bar(15)
@pytest.mark.parametrize("change", [{"activity": "Text two"}, {"answers": {"note": 1}}])
def test_the_same_key_with_another_body_is_refused(cast: Cast, change: dict[str, Any]) -> None:
    api = Api(cast.ada)
    api.post("/facts/", body(cast), key="once")
    other = body(cast, change.get("activity", "Text one"), **change.get("answers", {}))
    before = rows()

    response = api.post("/facts/", other, key="once")

    assert problem(response) == {
        "type": "urn:leadership:problem:key_reused",
        "title": "The key was used before with another body",
        "status": 422,
        "detail": "This Idempotency-Key came before with another body. Send a new key with new content.",
        "code": "key_reused",
        "errors": [],
    }
    assert rows() == before


def test_a_key_is_a_persons_own(cast: Cast) -> None:
    Api(cast.ada).post("/facts/", body(cast), key="once")
    bobs = {"enrolment": str(cast.bobs.uid), "activity": str(cast.hillside.key("Text one"))}

    response = Api(cast.bob).post("/facts/", bobs, key="once")

    assert response.status_code == 201
    assert response.json()["enrolment"] == str(cast.bobs.uid)


def test_what_was_completed_before_is_answered_with_its_fact(cast: Cast) -> None:
    api = Api(cast.ada)
    before = api.headers and rows()

    response = api.post("/facts/", body(cast, "Why meetings fail"), key="new")
    again = api.post("/facts/", body(cast, "Why meetings fail"), key="new")

    assert (response.status_code, again.status_code) == (200, 200)
    assert response.json() == again.json() == shown(cast.riverside, cast.adas)
    assert rows() == before | {"UsedKey": before["UsedKey"] + 1}


@pytest.mark.parametrize("key", ["", " ", "two words", "x" * 201, "schlüssel"])
def test_a_key_is_required(cast: Cast, key: str) -> None:
    before = Api(cast.ada).headers and rows()

    response = Api(cast.ada).post("/facts/", body(cast), key=key)

    assert response.status_code == 400
    assert problem(response)["code"] == "missing_key"
    assert problem(response)["errors"] == [
        {"header": "Idempotency-Key", "message": "Missing, or not of this form.", "mend": "Add it."}
    ]
    assert rows() == before


def test_a_quiz_that_is_not_passed_is_a_score_and_can_be_tried_again(cast: Cast) -> None:
    quiz = cast.riverside.activity("Check yourself")
    wrong = {
        question["id"]: [next(each for each in question["options"] if each not in question["correct"])]
        for question in quiz.scoring["questions"]
    }
    right = {question["id"]: question["correct"] for question in quiz.scoring["questions"]}
    api = Api(cast.ada)

    missed = api.post("/facts/", body(cast, "Check yourself", answers=wrong), key="1")
    passed = api.post("/facts/", body(cast, "Check yourself", answers=right), key="2")

    assert (missed.status_code, missed.json()["verb"], missed.json()["result"]) == (
        201,
        "scored",
        {"score": 0, "of": 2, "passed": False},
    )
    assert (passed.status_code, passed.json()["verb"], passed.json()["result"]) == (
        201,
        "completed",
        {"score": 2, "of": 2, "passed": True},
    )


def test_incomplete_answers_record_nothing_and_keep_the_key_free(cast: Cast) -> None:
    api = Api(cast.ada)
    before = api.headers and rows()

    response = api.post("/facts/", body(cast, "Your last meeting"), key="once")

    assert problem(response) == {
        "type": "urn:leadership:problem:wrong_answers",
        "title": "The answers are not complete",
        "status": 422,
        "detail": "Nothing was recorded: the answers are not complete. "
        "Mend what is listed under errors and send it again; the key may stay.",
        "code": "wrong_answers",
        "errors": [
            {"pointer": "/answers/text", "message": "Write your reflection.", "mend": "Give this answer."}
        ],
    }
    assert rows() == before
    mended = api.post("/facts/", body(cast, "Your last meeting", text="Begin on time."), key="once")
    assert (mended.status_code, mended.json()["result"]) == (201, {"words": 3})


def test_others_enrolments_and_activities_are_not_there(cast: Cast) -> None:
    api = Api(cast.ada)
    before = api.headers and rows()
    theirs = {"enrolment": str(cast.bobs.uid), "activity": str(cast.hillside.key("Text one"))}

    foreign = api.post("/facts/", theirs, key="1")
    missing = api.post("/facts/", theirs | {"enrolment": str(uuid.uuid4())}, key="2")
    other_activity = api.post("/facts/", theirs | {"enrolment": str(cast.adas.uid)}, key="3")

    assert problem(foreign)["code"] == "not_found"
    for response in (missing, other_activity):
        assert (response.status_code, response.content, dict(response.headers)) == (
            foreign.status_code,
            foreign.content,
            dict(foreign.headers),
        )
    assert rows() == before


@pytest.mark.parametrize(
    ("caller", "status"), [("anonymous", 401), ("other learner", 404), ("lead", 404), ("other lead", 404)]
)
def test_nobody_else_can_hand_in(cast: Cast, caller: str, status: int) -> None:
    api = cast.callers[caller]
    before = (api.headers, rows())[1]

    response = api.post("/facts/", body(cast), key="1")

    assert response.status_code == status
    assert problem(response)
    assert rows() == before


def test_a_paused_programme_is_a_conflict(cast: Cast) -> None:
    defer(trusts.learner_context(cast.ada), enrolment_uid=cast.adas.uid)
    api = Api(cast.ada)
    before = api.headers and rows()

    response = api.post("/facts/", body(cast), key="1")

    assert response.status_code == 409
    assert problem(response)["code"] == "not_active"
    assert problem(response)["detail"] == (
        "This programme is deferred for you, so nothing can be recorded. "
        "Accept the invitation or resume the programme first."
    )
    assert rows() == before


def test_wrong_fields_are_all_named(cast: Cast) -> None:
    api = Api(cast.ada)
    before = api.headers and rows()

    response = api.post("/facts/", {"activity": 3, "answers": [], "person": "me"}, key="1")

    assert response.status_code == 422
    assert problem(response)["errors"] == [
        {"pointer": "/enrolment", "message": "This field is required.", "mend": "Add it."},
        {"pointer": "/activity", "message": "Must be a valid UUID.", "mend": "Correct this value."},
        {
            "pointer": "/answers",
            "message": 'Expected a dictionary of items but got type "list".',
            "mend": "Correct this value.",
        },
        {"pointer": "/person", "message": "This field is not known here.", "mend": "Leave it out."},
    ]
    assert rows() == before


# The database


def test_a_used_key_is_never_changed_or_taken_away(cast: Cast) -> None:
    Api(cast.ada).post("/facts/", body(cast), key="once")

    for statement in (
        "UPDATE leadership_api_usedkey SET fingerprint = 'x'",
        "DELETE FROM leadership_api_usedkey",
    ):
        with pytest.raises((InternalError, IntegrityError), match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)
    assert UsedKey.objects.unscoped(reason=REASON).count() == 1


def test_the_same_key_twice_is_refused_by_the_database(cast: Cast) -> None:
    Api(cast.ada).post("/facts/", body(cast), key="once")

    with pytest.raises(IntegrityError, match="used_key_once"), transaction.atomic():
        connection.cursor().execute(
            "INSERT INTO leadership_api_usedkey (person_id, digest, fingerprint, fact_id, created_at) "
            "SELECT person_id, digest, fingerprint, fact_id, created_at FROM leadership_api_usedkey"
        )


def test_neither_key_nor_body_is_kept(cast: Cast) -> None:
    Api(cast.ada).post(
        "/facts/", body(cast, "Your last meeting", text="My very own words"), key="my-very-own-key"
    )

    (row,) = UsedKey.objects.unscoped(reason=REASON).values()
    (fact,) = LearningFact.objects.unscoped(reason=REASON).filter(pk=row["fact_id"]).values()

    assert "my-very-own" not in str(row)
    assert "very own" not in str(fact)
    assert (len(row["digest"]), len(row["fingerprint"])) == (32, 64)
