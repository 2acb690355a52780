"""CPD by the interface for programs: the caller's alone, exact, and once for each key."""

from __future__ import annotations

from typing import Any

import pytest

from lms.actions import cpd
from tests.api.conftest import Api, Cast, problem
from tests.factories.cpd import a_scheme
from tests.factories.trusts import TODAY, learner_context

pytestmark = pytest.mark.django_db

BODY = {"title": "A conference", "ended_on": TODAY.isoformat(), "credits": "2.50", "setting": "external"}


def post(api: Api, body: Any = None, key: str = "one") -> Any:
    return api.post("/cpd/entries/", body or BODY, key=key)


def test_recording_once_and_reading_it(cast: Cast) -> None:
    api = Api(cast.ada)
    first, again = post(api), post(api)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    shown = api.get("/cpd/entries/").json()["results"]
    assert shown == [first.json()]
    assert (shown[0]["credits"], shown[0]["counts"], shown[0]["fact"]) == ("2.50", True, None)
    assert api.get(f"/cpd/entries/{shown[0]['uid']}/").json() == shown[0]
    assert problem(post(api, {**BODY, "title": "Another"}))["code"] == "key_reused"
    assert problem(post(api, {**BODY, "credits": "2.40"}, key="two"))["code"] == "bad_credits"
    assert api.get("/cpd/entries/", setting="internal").json()["results"] == []


def test_how_it_stands(cast: Cast) -> None:
    a_scheme()
    cpd.follow_scheme(learner_context(cast.ada), scheme="physicians", starts_on=TODAY)
    api = Api(cast.ada)
    post(api)
    (found,) = api.get("/cpd/standing/").json()["schemes"]
    year = found["year"]
    assert (found["scheme"], year["counted"], year["missing"], year["last"]) == (
        "physicians",
        "2.50",
        "47.50",
        "2027-03-31",
    )
    assert found["cycle"] is None
    assert Api().get("/cpd/schemes/").json()["schemes"][0]["editions"][0]["minimum"] == "50.00"


def test_another_reads_none_of_it(cast: Cast) -> None:
    row = post(Api(cast.ada)).json()
    for user in (cast.bob, cast.riverside.lead):
        assert Api(user).get("/cpd/entries/").json()["results"] == []
        assert Api(user).get(f"/cpd/entries/{row['uid']}/").status_code == 404
