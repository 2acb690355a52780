"""Tokens, sessions and limits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from rest_framework.authtoken.models import Token

from kernel.models import AuditDetail, AuditEntry
from lms.api.models import RecentWrites
from lms.api.throttling import TokenThrottle, WriteThrottle
from tests.api.conftest import JSON, Api, Cast, problem, rows
from tests.factories.trusts import NOW

pytestmark = pytest.mark.django_db
TOKEN = "/api/v1/token/"


def browser(user: Any) -> Client:
    """Signed in on the site, and it checks the CSRF token."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


def csrf(client: Client) -> dict[str, str]:
    secret = "c" * 32
    client.cookies["csrftoken"] = secret
    return {"X-CSRFToken": secret}


def test_making_a_token_from_a_session(student: Any) -> None:
    client = browser(student)

    response = client.post(TOKEN, content_type=JSON, headers=csrf(client))

    assert response.status_code == 201
    key = Token.objects.get(user=student).key
    assert response.json() == {"token": key}
    assert response["Cache-Control"] == "no-store"
    assert Client().get("/api/v1/enrolments/", headers={"Authorization": f"Token {key}"}).status_code == 200
    entry = AuditEntry.objects.get(action="api_token.make")
    assert (entry.actor_id, entry.object_id, entry.codes) == (student.pk, student.pk, {"replaced": False})
    assert key not in str(list(AuditEntry.objects.values())) + str(list(AuditDetail.objects.values()))


def test_a_new_token_ends_the_one_before(student: Any) -> None:
    client = browser(student)
    old = client.post(TOKEN, content_type=JSON, headers=csrf(client)).json()["token"]

    new = client.post(TOKEN, content_type=JSON, headers=csrf(client)).json()["token"]

    statuses = [
        Client().get("/api/v1/enrolments/", headers={"Authorization": f"Token {key}"}).status_code
        for key in (old, new)
    ]
    assert statuses == [401, 200]
    codes = AuditEntry.objects.filter(action="api_token.make").order_by("pk").values_list("codes", flat=True)
    assert list(codes) == [{"replaced": False}, {"replaced": True}]


def test_revoking_a_token(student: Any) -> None:
    client = browser(student)
    client.post(TOKEN, content_type=JSON, headers=csrf(client))

    first = client.delete(TOKEN, headers=csrf(client))
    second = client.delete(TOKEN, headers=csrf(client))

    assert (first.status_code, first.content, second.status_code) == (204, b"", 204)
    assert not Token.objects.exists()
    assert AuditEntry.objects.filter(action="api_token.revoke").count() == 1


def test_no_token_makes_or_revokes_another(student: Any) -> None:
    api = Api(student)
    before = api.headers and rows()

    made, revoked = api.post("/token/", {}), api.send("DELETE", "/token/")

    for response in (made, revoked):
        assert response.status_code == 401
        assert response["WWW-Authenticate"] == "Session"
        assert problem(response)["code"] == "not_authenticated"
    assert rows() == before


def test_a_token_request_says_nothing(student: Any) -> None:
    client = browser(student)

    response = client.post(TOKEN, {"username": "x", "password": "y"}, content_type=JSON, headers=csrf(client))

    assert [error["pointer"] for error in problem(response)["errors"]] == ["/username", "/password"]
    assert not Token.objects.exists()


@pytest.mark.bar(6)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", TOKEN),
        ("delete", TOKEN),
        *(("post", f"/api/v1/{name}/") for name in ("enrolments", "facts", "attempts", "submissions")),
        ("post", "/api/v1/studio/moves/"),
        ("post", "/api/v1/studio/equivalences/"),
    ],
)
def test_a_session_without_the_csrf_token_changes_nothing(cast: Cast, method: str, path: str) -> None:
    before = rows()

    response = getattr(browser(cast.ada), method)(path, content_type=JSON, headers={"Idempotency-Key": "1"})

    assert response.status_code == 403
    assert problem(response)["code"] == "csrf_failed"
    assert rows() == before


def test_a_session_with_the_csrf_token_and_a_token_without(student: Any, open_programme: Any) -> None:
    body = {"programme": str(open_programme.programme_key)}
    client = browser(student)

    by_session = client.post("/api/v1/enrolments/", body, content_type=JSON, headers=csrf(client))
    by_token = Client(enforce_csrf_checks=True).post(
        "/api/v1/enrolments/", body, content_type=JSON, headers=Api(student).headers
    )

    assert (by_session.status_code, by_token.status_code) == (201, 200)


def test_reading_by_session(cast: Cast) -> None:
    response = browser(cast.ada).get("/api/v1/enrolments/")

    assert response.json() == Api(cast.ada).get("/enrolments/").json()
    assert response["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("header", ["Token", "Token a b", "Token " + "0" * 40, "Token \x00", "Token é"])
def test_tokens_that_are_none(db: None, header: str) -> None:
    response = Api().send("GET", "/enrolments/", Authorization=header)

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Token"
    assert problem(response)["code"] == "authentication_failed"


# Limits


def test_writes_are_limited_and_reads_are_not(settings: Any, student: Any, open_programme: Any) -> None:
    settings.LEADERSHIP_API_RATES = {"write": "2/minute"}
    body = {"programme": str(open_programme.programme_key)}
    api = Api(student)

    statuses = [api.post("/enrolments/", body).status_code for _number in range(2)]
    before = rows()
    refused = api.post("/enrolments/", body)

    assert statuses == [201, 200]
    assert refused.status_code == 429
    assert refused["Retry-After"] == "60"
    assert problem(refused)["detail"] == (
        "There were too many requests in a short time. Wait as Retry-After says."
    )
    assert rows() == before
    assert api.get("/enrolments/").status_code == 200
    with time_machine.travel(NOW + timedelta(seconds=61), tick=False):
        assert api.post("/enrolments/", body).status_code == 200


def test_a_limit_is_each_users_own(settings: Any, cast: Cast) -> None:
    settings.LEADERSHIP_API_RATES = {"write": "1/minute"}

    statuses = [Api(user).post("/enrolments/", {}).status_code for user in (cast.ada, cast.ada, cast.bob)]

    assert statuses == [422, 429, 422]


def test_only_what_counts_is_kept_of_earlier_writes(settings: Any, cast: Cast) -> None:
    settings.LEADERSHIP_API_RATES = {"write": "2/minute"}
    api = Api(cast.ada)

    def at(seconds: int) -> tuple[int, str | None]:
        with time_machine.travel(NOW + timedelta(seconds=seconds), tick=False):
            response = api.post("/enrolments/", {})
        return response.status_code, response.headers.get("Retry-After")

    assert [at(0), at(20), at(30), at(61), at(62)] == [
        (422, None),
        (422, None),
        (429, "30"),
        (422, None),
        (429, "18"),
    ]
    (row,) = RecentWrites.objects.unscoped(reason="a test")
    assert (row.user_id, row.scope) == (cast.ada.pk, "write")
    assert row.at == [NOW + timedelta(seconds=20), NOW + timedelta(seconds=61)]


def test_tokens_are_limited_by_themselves(settings: Any, student: Any) -> None:
    settings.LEADERSHIP_API_RATES = {"token": "1/hour"}
    client = browser(student)

    statuses = [
        client.post(TOKEN, content_type=JSON, headers=csrf(client)).status_code for _number in range(2)
    ]

    assert statuses == [201, 429]


def test_limits_that_nobody_has_set_are_ours(settings: Any) -> None:
    del settings.LEADERSHIP_API_RATES

    assert [WriteThrottle().get_rate(), TokenThrottle().get_rate()] == ["120/minute", "10/hour"]
