"""Two trusts with their people, on a day that stands still, and callers of every kind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from rest_framework.authtoken.models import Token

from kernel.models import AuditEntry
from lms.actions import learning
from lms.api.models import UsedKey
from lms.enrolment.models import Enrolment, Transition
from lms.progress.models import Progress
from lms.records.models import Attempt, LearningFact
from lms.reminders.models import PlannedSend
from tests.factories import courses, programmes, trusts
from tests.factories.courses import World
from tests.factories.trusts import NOW
from tests.ready import ready

BASE = "/api/v1"
JSON = "application/json"
PROBLEM = "application/problem+json"


@dataclass
class Api:
    """A caller: with a token, or nobody."""

    user: Any = None
    client: Client = field(default_factory=Client)

    @property
    def headers(self) -> dict[str, str]:
        if self.user is None:
            return {}
        token, _made = Token.objects.get_or_create(user_id=self.user.pk)
        return {"Authorization": f"Token {token.key}"}

    def get(self, path: str, **params: Any) -> Any:
        return self.client.get(f"{BASE}{path}", params, headers=self.headers)

    def post(self, path: str, body: Any = None, *, key: str = "", **headers: str) -> Any:
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        sent = {**self.headers, **headers, **({"Idempotency-Key": key} if key else {})}
        return self.client.post(f"{BASE}{path}", content, content_type=JSON, headers=sent)

    def send(
        self, method: str, path: str, body: bytes = b"", content_type: str = JSON, **headers: str
    ) -> Any:
        return self.client.generic(
            method, f"{BASE}{path}", body, content_type, headers={**self.headers, **headers}
        )


@dataclass
class Cast:
    """Riverside and Hillside: each a lead and a doctor who has read the first text."""

    riverside: World
    hillside: World
    ada: Any
    adas: Enrolment
    bob: Any
    bobs: Enrolment

    @property
    def callers(self) -> dict[str, Api]:
        return {
            "anonymous": Api(),
            "learner": Api(self.ada),
            "other learner": Api(self.bob),
            "lead": Api(self.riverside.lead),
            "other lead": Api(self.hillside.lead),
        }


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def _no_limits(settings: Any) -> None:
    settings.LEADERSHIP_API_RATES = {}


def finish(user: Any, row: Enrolment, activity: Any, *, now: datetime = NOW, **answers: Any) -> None:
    """Done on the site, as a doctor does it."""
    learning.complete_activity(
        trusts.learner_context(user, now=now),
        enrolment_uid=row.uid,
        activity_key=activity.key,
        answers=answers,
    )


def make_cast() -> Cast:
    riverside = courses.make_world("Riverside (invented)")
    hillside = courses.make_world("Hillside (invented)")
    ada, adas = riverside.enrolled("ada@mail.example")
    bob, bobs = hillside.enrolled("bob@mail.example")
    finish(ada, adas, riverside.activity("Why meetings fail"))
    finish(bob, bobs, hillside.activity("Why meetings fail"))
    return Cast(riverside, hillside, ada, adas, bob, bobs)


ready_cast = ready("ready_cast", make_cast)


@pytest.fixture
def cast(ready_cast: Cast) -> Cast:
    return ready_cast


@pytest.fixture
def student(db: None) -> Any:
    """Somebody without a sponsor."""
    user = trusts.make_user("student@mail.example")
    trusts.make_person(user, given_name="Cleo", family_name="Student")
    return user


@pytest.fixture
def open_programme(db: None) -> Any:
    """A programme that anyone can join, with a reading, a quiz and a reflection."""
    module = programmes.make_module(
        "Listening", activities=[programmes.a_reading(), programmes.a_quiz(), programmes.a_reflection()]
    )
    programme = programmes.make_programme(
        "Leading openly", modules=[module], open_to_all=True, slug="leading-openly"
    )
    return programmes.programme_version(programme)


def rows() -> dict[str, int]:
    """How many rows there are of everything that a write could touch."""
    guarded = (Enrolment, Transition, LearningFact, Attempt, Progress, PlannedSend, UsedKey)
    counts = {model.__name__: model.objects.unscoped(reason="a test counts").count() for model in guarded}
    return counts | {"AuditEntry": AuditEntry.objects.count(), "Token": Token.objects.count()}


def page(*results: Any) -> dict[str, Any]:
    return {"next": None, "previous": None, "results": list(results)}


def fact_of(enrolment: Enrolment, verb: str = "completed") -> LearningFact:
    return LearningFact.objects.unscoped(reason="a test").filter(enrolment=enrolment, verb=verb).get()


def problem(response: Any) -> dict[str, Any]:
    """The problem, after a look at its form."""
    assert response["Content-Type"] == PROBLEM
    body: dict[str, Any] = response.json()
    assert list(body) == ["type", "title", "status", "detail", "code", "errors"]
    assert body["status"] == response.status_code
    assert body["type"] == f"urn:leadership:problem:{body['code']}"
    return body
