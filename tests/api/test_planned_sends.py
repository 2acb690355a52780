"""Every mail before it goes, to whom it is for and to the trust whose seat it is about."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from lms.actions.calendar import record_absence
from lms.reminders.models import PlannedSend
from tests.api.conftest import Api, Cast, page, problem
from tests.factories import trusts
from tests.factories.trusts import NOW

pytestmark = pytest.mark.django_db
NAME = {"given_name": "Given0", "family_name": "Family0"}


def reminder(cast: Cast, side: str = "learner", **changed: Any) -> dict[str, Any]:
    """The one that goes seven days before the meetings are due."""
    send = sends().get(due_date__enrolment=cast.adas)
    version = cast.riverside.version
    module = version.requirements.get(title="Meetings that end on time")
    began = "the start" if side == "trust" else "you started"
    return {
        "uid": str(send.uid),
        "rule": "before_due",
        "channel": "email",
        "state": "planned",
        "reason": None,
        "planned_for": send.planned_for.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "settled_at": None,
        "enrolment": str(cast.adas.uid),
        "programme": {
            "uid": str(version.uid),
            "programme": str(version.programme_key),
            "number": 1,
            "title": "Leading a team",
        },
        "due": {
            "requirement": str(module.key),
            "title": "Meetings that end on time",
            "due_on": "2026-10-01",
            "explained": f"30 days after {began} on 1 September 2026",
        },
        "person": NAME if side == "trust" else None,
        **changed,
    }


def sends() -> Any:
    return PlannedSend.objects.unscoped(reason="a test")


def test_own_reminder(cast: Cast) -> None:
    found = Api(cast.ada).get("/planned-sends/", state="planned").json()

    assert found == page(reminder(cast))
    assert found["results"][0]["planned_for"].startswith("2026-09-24T")


def test_one_send(cast: Cast) -> None:
    path = f"/planned-sends/{sends().get(due_date__enrolment=cast.adas).uid}/"

    assert Api(cast.ada).get(path).json() == reminder(cast)
    assert Api(cast.riverside.lead).get(path, **{"as": "trust"}).json() == reminder(cast, "trust")


def test_the_trust_sees_the_invitation_and_why_it_did_not_go(cast: Cast) -> None:
    send = sends().get(enrolment=cast.adas)

    (shown,) = (
        Api(cast.riverside.lead)
        .get("/planned-sends/", state="suppressed", **{"as": "trust"})
        .json()["results"]
    )

    assert (shown["uid"], shown["rule"], shown["state"], shown["reason"], shown["due"], shown["person"]) == (
        str(send.uid),
        "invitation",
        "suppressed",
        "answered",
        None,
        NAME,
    )


def test_each_caller_sees_what_is_theirs(cast: Cast) -> None:
    found = {
        (name, side): api.get("/planned-sends/", **{"as": side, "state": "planned"})
        for name, api in cast.callers.items()
        for side in ("learner", "trust")
    }

    seen = {
        key: [row["enrolment"] for row in response.json()["results"]]
        for key, response in found.items()
        if response.status_code == 200
    }
    assert seen == {
        ("learner", "learner"): [str(cast.adas.uid)],
        ("other learner", "learner"): [str(cast.bobs.uid)],
        ("lead", "learner"): [],
        ("other lead", "learner"): [],
        ("lead", "trust"): [str(cast.adas.uid)],
        ("other lead", "trust"): [str(cast.bobs.uid)],
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


def test_of_one_enrolment(cast: Cast) -> None:
    api = Api(cast.ada)

    mine = api.get("/planned-sends/", enrolment=str(cast.adas.uid), state="planned").json()
    assert mine == page(reminder(cast))
    assert api.get("/planned-sends/", enrolment=str(cast.bobs.uid)).json() == page()


def test_absence_is_said_to_the_doctor_and_never_to_the_trust(cast: Cast) -> None:
    record_absence(
        trusts.learner_context(cast.ada, now=NOW),
        starts_on=date(2026, 9, 7),
        ends_on=date(2026, 9, 7) + timedelta(days=4),
        reason="sickness",
    )

    own = Api(cast.ada).get("/planned-sends/", state="planned")
    of_trust = Api(cast.riverside.lead).get("/planned-sends/", state="planned", **{"as": "trust"})

    said = [response.json()["results"][0]["due"]["explained"] for response in (own, of_trust)]
    assert said == [
        "30 days after you started on 1 September 2026, plus 5 days of recorded absence",
        "30 days after the start on 1 September 2026, plus 5 days",
    ]
    everything = Api(cast.riverside.lead).get("/planned-sends/", **{"as": "trust"}).content.decode().lower()
    assert [word for word in ("absence", "sick", "leave") if word in everything] == []


@pytest.mark.parametrize("count", [1, 3])
def test_query_count(cast: Cast, count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(count - 1):
        cast.riverside.enrolled(f"more{number}@mail.example")
    api = Api(cast.riverside.lead)
    headers = api.headers

    with django_assert_num_queries(5):
        response = api.client.get("/api/v1/planned-sends/?as=trust&state=planned", headers=headers)

    assert len(response.json()["results"]) == count
