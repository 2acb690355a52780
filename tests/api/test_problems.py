"""Every way to be refused, in one form."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.exceptions import APIException

from lms.api.parsers import DEEPEST, MOST_BYTES
from lms.api.problems import as_problem, faults_of, problem_details
from lms.people.models import Membership
from lms.reminders.models import PlannedSend
from tests.api.conftest import JSON, Api, Cast, fact_of, problem, rows
from tests.factories.trusts import TODAY

pytestmark = pytest.mark.django_db

LISTS = [
    "/frameworks/",
    "/organisations/",
    "/programmes/",
    "/enrolments/",
    "/facts/",
    "/progress/",
    "/planned-sends/",
    "/submissions/",
    "/self-ratings/",
    "/cpd/entries/",
]
SINGLE = ["/enrolments/", "/facts/", "/progress/", "/planned-sends/"]


@pytest.mark.parametrize("path", [*LISTS, f"/facts/{uuid.UUID(int=7)}/"])
def test_unknown_parameters_are_named_with_the_known_ones(student: Any, path: str) -> None:
    response = Api(student).send("GET", f"{path}?sate=active&sate=x")

    assert response.status_code == 400
    (error,) = problem(response)["errors"]
    assert (error["parameter"], error["message"]) == ("sate", "This parameter is not known here.")
    known = error["mend"].removeprefix("Leave it out. Known here: ").removesuffix(".").split(", ")
    assert known == {
        "/frameworks/": ["cursor", "page_size", "purpose"],
        "/organisations/": ["cursor", "page_size", "ods_code", "kind", "open_on", "name"],
        "/programmes/": ["cursor", "page_size", "stage"],
        "/enrolments/": ["as", "cursor", "page_size", "state"],
        "/facts/": ["as", "cursor", "page_size", "enrolment"],
        "/progress/": ["as", "cursor", "page_size"],
        "/planned-sends/": ["as", "cursor", "page_size", "state", "enrolment"],
        "/submissions/": ["as", "cursor", "page_size", "state", "enrolment"],
        "/self-ratings/": ["cursor", "page_size"],
        "/cpd/entries/": ["cursor", "page_size", "setting", "kind", "first", "last"],
    }.get(path, ["as"])


def test_the_whole_of_a_problem_with_parameters(student: Any) -> None:
    response = Api(student).send("GET", "/enrolments/?state=lost&as=me&page_size=0")

    assert problem(response) == {
        "type": "urn:leadership:problem:wrong_parameters",
        "title": "The address has parameters that we do not understand",
        "status": 400,
        "detail": "Something in the address after the question mark is wrong. "
        "Mend what is listed under errors.",
        "code": "wrong_parameters",
        "errors": [
            {
                "parameter": "as",
                "message": '"me" is not a valid choice.',
                "mend": "Choose one of the values in the documentation.",
            },
            {
                "parameter": "page_size",
                "message": "Ensure this value is greater than or equal to 1.",
                "mend": "Correct this value.",
            },
            {
                "parameter": "state",
                "message": '"lost" is not a valid choice.',
                "mend": "Choose one of the values in the documentation.",
            },
        ],
    }


def test_a_parameter_given_twice(student: Any) -> None:
    response = Api(student).send("GET", "/enrolments/?as=learner&as=trust")

    assert problem(response)["errors"] == [
        {"parameter": "as", "message": "This parameter is given more than once.", "mend": "Give it once."}
    ]


@pytest.mark.parametrize("path", ["/organisations/?name=%00%00", "/frameworks/?cursor=%00"])
def test_characters_that_the_database_cannot_take(db: None, path: str) -> None:
    assert problem(Api().send("GET", path))["code"] == "wrong_parameters"


@pytest.mark.parametrize("path", ["/nowhere/", "/", "/enrolments", "/enrolments/x/", "/frameworks/%00/"])
def test_any_other_address(db: None, path: str) -> None:
    response = Api().send("GET", path)

    assert response.status_code == 404
    assert problem(response) == {
        "type": "urn:leadership:problem:not_found",
        "title": "Not found",
        "status": 404,
        "detail": "There is nothing here that you may see. "
        "Check the address; every address ends with a slash.",
        "code": "not_found",
        "errors": [],
    }


def observed(api: Api, path: str, side: str) -> dict[str, Any]:
    """All that a caller can see of an answer, and how many queries it took."""
    sent = api.headers
    with CaptureQueriesContext(connection) as queries:
        response = api.client.get(f"/api/v1{path}", {"as": side}, headers=sent)
    return {
        "status": response.status_code,
        "body": response.content,
        "headers": dict(response.headers),
        "queries": len(queries),
    }


@pytest.mark.bar(4)
@pytest.mark.parametrize("path", SINGLE)
def test_others_and_nobodys_look_the_same(cast: Cast, path: str) -> None:
    """Status, body, headers and queries, for every caller and side."""
    uid = {
        "/enrolments/": cast.adas.uid,
        "/progress/": cast.adas.uid,
        "/facts/": fact_of(cast.adas).uid,
        "/planned-sends/": PlannedSend.objects.unscoped(reason="a test")
        .get(due_date__enrolment=cast.adas)
        .uid,
    }[path]
    seen = {}
    for name, api in cast.callers.items():
        for side in ("learner", "trust"):
            theirs, nobodys = (observed(api, f"{path}{each}/", side) for each in (uid, uuid.uuid4()))
            seen[name, side] = theirs["status"]
            if theirs["status"] != 200:
                assert theirs == nobodys
    assert {key for key, status in seen.items() if status == 200} == {
        ("learner", "learner"),
        ("lead", "trust"),
    }
    assert {key for key, status in seen.items() if status == 401} == {
        ("anonymous", "learner"),
        ("anonymous", "trust"),
    }
    assert {key for key, status in seen.items() if status == 403} == {
        ("learner", "trust"),
        ("other learner", "trust"),
    }


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/enrolments/", "GET, HEAD, POST"),
        ("DELETE", "/facts/00000000-0000-4000-8000-000000000000/", "GET, HEAD"),
        ("PATCH", "/progress/", "GET, HEAD"),
        ("OPTIONS", "/planned-sends/", "GET, HEAD"),
        ("POST", "/frameworks/", "GET, HEAD"),
    ],
)
def test_methods_that_are_not_possible(student: Any, method: str, path: str, allowed: str) -> None:
    response = Api(student).send(method, path)

    assert response.status_code == 405
    assert problem(response)["detail"] == f"{method} is not possible here. Possible: {allowed}."
    assert response["Allow"] == allowed


def test_we_answer_in_json_only(student: Any) -> None:
    response = Api(student).send("GET", "/enrolments/", Accept="text/html")

    assert response.status_code == 406
    assert problem(response)["code"] == "not_acceptable"
    assert (
        Api(student).send("GET", "/enrolments/", Accept="text/html, application/*;q=0.5").status_code == 200
    )
    assert Api(student).send("GET", "/enrolments/?format=json").status_code == 400


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"]
)
def test_we_read_json_only(student: Any, content_type: str) -> None:
    response = Api(student).send("POST", "/enrolments/", b"programme=x", content_type)

    assert response.status_code == 415
    assert problem(response)["code"] == "unsupported_media_type"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "It breaks off at line 1, column 1."),
        (b'{"programme": ', "It breaks off at line 1, column 15."),
        (b"\xff", "It is not UTF-8."),
        (b'{"programme": NaN}', "NaN and infinity are not JSON."),
        (b'{"programme": 1e999}', "A number is too large."),
        (b'{"programme": ' + b"9" * 5000 + b"}", "A number is too large, or it is nested too deeply."),
        (b'{"programme": 1, "programme": 2}', "A name stands twice in one object."),
        (b'{"programme": "\\u0000"}', "A text holds a character that is none."),
        (b'{"\\ud800": 1}', "A text holds a character that is none."),
        (b'{"a": ' * (DEEPEST + 1) + b"1" + b"}" * (DEEPEST + 1), "It is nested too deeply."),
        (b"[" * 100_000, "A number is too large, or it is nested too deeply."),
    ],
)
def test_bodies_that_are_not_json(student: Any, body: bytes, said: str) -> None:
    api = Api(student)
    before = api.headers and rows()

    response = api.send("POST", "/enrolments/", body, JSON) if body else api.post("/enrolments/", b" ")

    assert response.status_code == 400
    assert problem(response)["code"] == "malformed_json"
    if body:
        assert problem(response)["detail"] == f"{said} Send one JSON object."
    assert rows() == before


def test_bodies_that_are_too_large(student: Any) -> None:
    response = Api(student).post("/enrolments/", json.dumps({"programme": "x" * MOST_BYTES}))

    assert response.status_code == 413
    assert problem(response)["code"] == "too_large"


def test_no_body_at_all(student: Any) -> None:
    response = Api(student).send("POST", "/enrolments/")

    assert response.status_code == 422
    assert problem(response)["errors"] == [
        {"pointer": "/programme", "message": "This field is required.", "mend": "Add it."}
    ]


def test_head_is_get_without_a_body(student: Any) -> None:
    response = Api(student).send("HEAD", "/enrolments/")

    assert (response.status_code, response.content) == (200, b"")


def test_somebody_inactive_is_out_at_once(student: Any) -> None:
    api = Api(student)
    assert api.get("/enrolments/").status_code == 200
    student.is_active = False
    student.save()

    response = api.get("/enrolments/")

    assert response.status_code == 401
    assert problem(response)["detail"] == "This token is not valid. Make a new one on the site."


def test_a_lead_no_more_sees_nothing_at_once(cast: Cast) -> None:
    lead = Api(cast.riverside.lead)
    assert lead.get("/enrolments/", **{"as": "trust"}).status_code == 200
    Membership.objects.unscoped(reason="a test").filter(person__user_id=cast.riverside.lead.pk).update(
        ends_on=TODAY - timedelta(days=1)
    )

    assert problem(lead.get("/enrolments/", **{"as": "trust"}))["code"] == "not_a_lead"


@pytest.mark.parametrize("roles", [["lead"], ["staff"]])
def test_a_token_does_not_go_round_the_second_factor(cast: Cast, settings: Any, roles: list[str]) -> None:
    lead = Api(cast.riverside.lead)
    assert lead.get("/enrolments/").status_code == 200
    settings.LEADERSHIP_SECOND_FACTOR_REQUIRED = roles

    refused = lead.get("/enrolments/")

    if roles == ["staff"]:
        assert refused.status_code == 200
        return
    assert problem(refused)["code"] == "second_factor_required"
    assert Api(cast.ada).get("/enrolments/").status_code == 200


def test_faults_point_into_the_body() -> None:
    detail = {"a/b": [{}, {"~": ["wrong"]}], "non_field_errors": ["all wrong"], "c": ["x", "y"]}

    found = [(fault.place, fault.message) for fault in faults_of(detail)]

    assert found == [("/a~1b/1/~0", "wrong"), ("", "all wrong"), ("/c", "x"), ("/c", "y")]


def test_a_fault_of_ours_is_left_to_django() -> None:
    assert problem_details(ZeroDivisionError(), {}) is None
    found = as_problem(APIException("The house is on fire."), {})
    assert found is not None
    assert (found.status_code, found.code, str(found.message)) == (500, "error", "The house is on fire.")
