"""Whatever is sent: an answer in our form, never a fault of ours, and nothing written that should not be."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.api.conftest import PROBLEM, Api, Cast, rows
from tests.factories import programmes
from tests.sizes import size

pytestmark = [pytest.mark.django_db, pytest.mark.bar(9)]

GETS = [
    "/frameworks/",
    "/organisations/",
    "/programmes/",
    "/enrolments/",
    "/facts/",
    "/progress/",
    "/planned-sends/",
    "/submissions/",
    "/attempts/",
    "/self-ratings/",
    "/cpd/entries/",
    "/cpd/standing/",
    "/schema/",
]
WRITES = ["/enrolments/", "/facts/", "/attempts/", "/submissions/", "/cpd/entries/"]
NAMES = [
    "as",
    "cursor",
    "page_size",
    "state",
    "kind",
    "stage",
    "enrolment",
    "ods_code",
    "open_on",
    "name",
    "x",
]
HOSTILE = st.sampled_from(
    ["", "\x00", "\u202e", "%", "_", "'; --", "9" * 400, "-1", "1e999", "learner", "trust", "2026-02-30"]
)
TEXT = st.one_of(HOSTILE, st.text(max_size=40), st.uuids().map(str), st.integers().map(str))
QUERY = st.lists(st.tuples(st.sampled_from(NAMES), TEXT), max_size=4)
VALUE = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXT, inner, max_size=4)),
    max_leaves=8,
)
ANSWERS = st.dictionaries(st.one_of(TEXT, st.just("answers")), VALUE, max_size=4)
MANY = settings(
    max_examples=size(smoke=30, full=300),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def is_in_order(response: Any) -> bool:
    """A success, or a refusal that says what is wrong."""
    if response.status_code < 400:
        return True
    return response.status_code < 500 and response["Content-Type"] == PROBLEM


@pytest.fixture
def lead(cast: Cast) -> Api:
    return Api(cast.riverside.lead)


@pytest.mark.slow
@MANY
@given(path=st.sampled_from(GETS), query=QUERY)
@example(path="/facts/", query=[("cursor", "YTk5OTk5OTk5OTk5OTk5OTk5OTk5")])
@example(path="/organisations/", query=[("open_on", "0001-01-01"), ("name", "\\\\%")])
def test_any_query(lead: Api, path: str, query: list[tuple[str, str]]) -> None:
    text = "&".join(f"{name}={quote(value, errors='replace')}" for name, value in query)

    response = lead.send("GET", f"{path}?{text}")

    assert is_in_order(response), (path, text, response.status_code)


@pytest.mark.slow
@MANY
@given(
    path=st.sampled_from(WRITES),
    body=st.one_of(
        VALUE,
        st.dictionaries(
            st.sampled_from(["enrolment", "activity", "answers", "programme", "text", "state", "uid"]), VALUE
        ),
    ),
)
def test_any_body(cast: Cast, path: str, body: Any) -> None:
    api = Api(cast.ada)
    before = api.headers and rows()

    response = api.post(path, json.dumps(body), key="key")

    assert is_in_order(response), (path, body, response.status_code)
    assert response.status_code >= 400
    assert rows() == before


@pytest.mark.slow
@MANY
@given(path=st.sampled_from(WRITES), body=st.binary(max_size=200))
def test_any_bytes(cast: Cast, path: str, body: bytes) -> None:
    api = Api(cast.ada)
    before = api.headers and rows()

    response = api.post(path, body, key="key")

    assert is_in_order(response), (path, body, response.status_code)
    assert rows() == before


@pytest.mark.slow
@MANY
@given(title=st.sampled_from(["Check yourself", "Your last meeting"]), answers=ANSWERS)
@example(title="Your last meeting", answers={"text": "\ud800"})
@example(title="Your last meeting", answers={"text": "a\x00b"})
@example(title="Check yourself", answers={"answers": {"x": [[]]}})
def test_any_answers(cast: Cast, title: str, answers: dict[str, Any]) -> None:
    api = Api(cast.ada)
    body = {
        "enrolment": str(cast.adas.uid),
        "activity": str(cast.riverside.key(title)),
        "answers": {"text": "Begin on time.", **answers},
    }

    with transaction.atomic():
        response = api.post("/facts/", json.dumps(body), key="key")
        transaction.set_rollback(True)

    assert is_in_order(response), (answers, response.status_code)


def test_extra_fields_set_nothing(cast: Cast) -> None:
    version = programmes.programme_version(programmes.make_programme(open_to_all=True))
    api = Api(cast.ada)
    before = api.headers and rows()

    for name in ("state", "source", "person", "organisation", "contract", "uid", "id", "created_at"):
        response = api.post("/enrolments/", {"programme": str(version.programme_key), name: 1})
        assert response.status_code == 422

    assert rows() == before
