"""Enrolments: own, by name to the trust that holds the seat, and joining what is open."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from lms.actions.enrolment import defer
from lms.enrolment.models import Enrolment
from tests.api.conftest import Api, Cast, page, problem, rows
from tests.factories import programmes, trusts

pytestmark = pytest.mark.django_db


def shown(world: Any, row: Enrolment) -> dict[str, Any]:
    version = world.version
    return {
        "uid": str(row.uid),
        "state": "active",
        "source": "hand",
        "programme": {
            "uid": str(version.uid),
            "programme": str(version.programme_key),
            "number": 1,
            "title": "Leading a team",
        },
        "organisation": {"uid": str(world.trust.uid), "name": world.trust.name, "ods_code": ""},
        "cohort": None,
        "starts_on": "2026-09-01",
        "ends_on": None,
        "resumes_on": None,
        "created_at": "2026-09-01T09:00:00Z",
        "expires_at": None,
        "person": None,
        "invited_as": None,
    }


def named(world: Any, row: Enrolment, address: str) -> dict[str, Any]:
    person = Enrolment.objects.unscoped(reason="a test").select_related("person").get(pk=row.pk).person
    name = {"given_name": person.given_name, "family_name": person.family_name}
    return shown(world, row) | {"person": name, "invited_as": address}


def test_a_doctor_sees_their_own(cast: Cast) -> None:
    response = Api(cast.ada).get("/enrolments/")

    assert response.status_code == 200
    assert response.json() == page(shown(cast.riverside, cast.adas))
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "no-store, private"
    assert {"Authorization", "Cookie"} <= set(response["Vary"].split(", "))


def test_each_caller_sees_what_is_theirs(cast: Cast) -> None:
    found = {
        (name, side): api.get("/enrolments/", **{"as": side})
        for name, api in cast.callers.items()
        for side in ("learner", "trust")
    }

    adas = named(cast.riverside, cast.adas, "ada@mail.example")
    bobs = named(cast.hillside, cast.bobs, "bob@mail.example")
    bodies = {key: response.json() for key, response in found.items() if response.status_code == 200}
    assert bodies == {
        ("learner", "learner"): page(shown(cast.riverside, cast.adas)),
        ("other learner", "learner"): page(shown(cast.hillside, cast.bobs)),
        ("lead", "learner"): page(),
        ("other lead", "learner"): page(),
        ("lead", "trust"): page(adas),
        ("other lead", "trust"): page(bobs),
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


def test_one_enrolment(cast: Cast) -> None:
    path = f"/enrolments/{cast.adas.uid}/"

    assert Api(cast.ada).get(path).json() == shown(cast.riverside, cast.adas)
    assert Api(cast.riverside.lead).get(path, **{"as": "trust"}).json() == named(
        cast.riverside, cast.adas, "ada@mail.example"
    )


def test_by_state(cast: Cast) -> None:
    cast.riverside.invite("waiting@mail.example")
    lead = Api(cast.riverside.lead)

    invited = lead.get("/enrolments/", state="invited", **{"as": "trust"}).json()["results"]

    assert [(row["state"], row["invited_as"], row["expires_at"]) for row in invited] == [
        ("invited", "waiting@mail.example", "2026-09-22T09:00:00Z")
    ]
    assert lead.get("/enrolments/", state="declined", **{"as": "trust"}).json()["results"] == []


@pytest.mark.parametrize("count", [1, 3])
def test_query_count_as_learner(
    student: Any, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(count):
        version = programmes.programme_version(programmes.make_programme(open_to_all=True))
        assert Api(student).post("/enrolments/", {"programme": str(version.programme_key)}).status_code == 201
    api = Api(student)
    headers = api.headers

    with django_assert_num_queries(3):
        response = api.client.get("/api/v1/enrolments/", headers=headers)

    assert len(response.json()["results"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_query_count_as_trust(
    cast: Cast, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count - 1):
        cast.riverside.invite(f"more{number}@mail.example")
    api = Api(cast.riverside.lead)
    headers = api.headers

    with django_assert_num_queries(4):
        response = api.client.get("/api/v1/enrolments/?as=trust", headers=headers)

    assert len(response.json()["results"]) == count


# Joining


def test_joining_an_open_programme(student: Any, open_programme: Any) -> None:
    response = Api(student).post("/enrolments/", {"programme": str(open_programme.programme_key)})

    assert response.status_code == 201
    uid = response.json()["uid"]
    assert response["Location"] == f"/api/v1/enrolments/{uid}/"
    assert response.json() == {
        "uid": uid,
        "state": "active",
        "source": "open",
        "programme": {
            "uid": str(open_programme.uid),
            "programme": str(open_programme.programme_key),
            "number": 1,
            "title": "Leading openly",
        },
        "organisation": None,
        "cohort": None,
        "starts_on": "2026-09-01",
        "ends_on": None,
        "resumes_on": None,
        "created_at": "2026-09-01T09:00:00Z",
        "expires_at": None,
        "person": None,
        "invited_as": None,
    }


def test_joining_again_answers_with_the_enrolment_there_is(student: Any, open_programme: Any) -> None:
    body = {"programme": str(open_programme.programme_key)}
    first = Api(student).post("/enrolments/", body)
    before = rows()

    again = Api(student).post("/enrolments/", body)

    assert again.status_code == 200
    assert again.json() == first.json()
    assert rows() == before


def test_what_is_not_open_or_not_there_cannot_be_joined(cast: Cast, student: Any) -> None:
    closed = Api(student).post("/enrolments/", {"programme": str(cast.riverside.version.programme_key)})
    nowhere = Api(student).post("/enrolments/", {"programme": str(uuid.uuid4())})

    assert problem(closed)["code"] == "not_found"
    assert (closed.status_code, closed.content, dict(closed.headers)) == (
        nowhere.status_code,
        nowhere.content,
        dict(nowhere.headers),
    )


def test_nobody_in_particular_registers_first(open_programme: Any) -> None:
    user = trusts.make_user("nobody@mail.example")
    before = Api(user).headers and rows()

    response = Api(user).post("/enrolments/", {"programme": str(open_programme.programme_key)})

    assert response.status_code == 409
    assert problem(response)["code"] == "not_registered"
    assert rows() == before


def test_anonymous_cannot_join(open_programme: Any) -> None:
    before = rows()

    response = Api().post("/enrolments/", {"programme": str(open_programme.programme_key)})

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Token"
    assert problem(response)["code"] == "not_authenticated"
    assert rows() == before


def test_a_place_that_waits_is_a_conflict(student: Any, open_programme: Any) -> None:
    api = Api(student)
    uid = api.post("/enrolments/", {"programme": str(open_programme.programme_key)}).json()["uid"]
    defer(trusts.learner_context(student), enrolment_uid=uuid.UUID(uid))
    before = rows()

    response = api.post("/enrolments/", {"programme": str(open_programme.programme_key)})

    assert problem(response) == {
        "type": "urn:leadership:problem:enrolment_waiting",
        "title": "Not possible as things stand",
        "status": 409,
        "detail": "You already have a place on this programme that is not active. "
        "Answer the invitation or resume the programme from your learning page.",
        "code": "enrolment_waiting",
        "errors": [],
    }
    assert rows() == before


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, [{"pointer": "/programme", "message": "This field is required.", "mend": "Add it."}]),
        (
            {"programme": "x"},
            [{"pointer": "/programme", "message": "Must be a valid UUID.", "mend": "Correct this value."}],
        ),
        (
            {"programme": "00000000-0000-4000-8000-000000000000", "state": "completed"},
            [{"pointer": "/state", "message": "This field is not known here.", "mend": "Leave it out."}],
        ),
        (
            [],
            [
                {
                    "pointer": "",
                    "message": "Invalid data. Expected a dictionary, but got list.",
                    "mend": "Correct this value.",
                }
            ],
        ),
    ],
)
def test_wrong_bodies(student: Any, body: Any, errors: list[dict[str, str]]) -> None:
    before = Api(student).headers and rows()

    response = Api(student).post("/enrolments/", body)

    assert response.status_code == 422
    assert problem(response)["errors"] == errors
    assert rows() == before
