"""The same request at the same moment, several times: done once, and every caller gets the same answer."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connections
from django.test import Client

from lms.api.models import UsedKey
from lms.api.services import completing, keys
from lms.api.services.completing import complete_once
from lms.people.selectors import person_of
from lms.records.models import LearningFact
from tests.api.conftest import JSON, Api, make_cast, rows
from tests.factories import programmes, trusts

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.bar(15)]
CALLERS = 4


def at_once(api: Api, path: str, bodies: list[Any], keys: list[str]) -> list[Any]:
    """All requests leave together, each on a connection of its own."""
    gate = threading.Barrier(len(bodies))
    headers = api.headers

    def post(body: Any, key: str) -> Any:
        try:
            gate.wait(timeout=10)
            sent = {**headers, "Idempotency-Key": key}
            response = Client().post(f"/api/v1{path}", json.dumps(body), content_type=JSON, headers=sent)
            return response.status_code, response.json()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(post, bodies, keys))


def test_the_same_post_at_the_same_moment() -> None:
    cast = make_cast()
    before = Api(cast.ada).headers and rows()
    body = {"enrolment": str(cast.adas.uid), "activity": str(cast.riverside.key("Text one"))}

    answers = at_once(Api(cast.ada), "/facts/", [body] * CALLERS, ["once"] * CALLERS)

    assert sorted(status for status, _body in answers) == [200] * (CALLERS - 1) + [201]
    assert len({json.dumps(shown) for _status, shown in answers}) == 1
    after = rows()
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        "LearningFact": 1,
        "UsedKey": 1,
        "AuditEntry": 1,
    }


def test_the_same_thing_under_different_keys_at_the_same_moment() -> None:
    cast = make_cast()
    body = {"enrolment": str(cast.adas.uid), "activity": str(cast.riverside.key("Text one"))}

    answers = at_once(Api(cast.ada), "/facts/", [body] * CALLERS, [str(n) for n in range(CALLERS)])

    assert sorted(status for status, _body in answers) == [200] * (CALLERS - 1) + [201]
    assert len({shown["uid"] for _status, shown in answers}) == 1


def test_one_key_with_different_bodies_at_the_same_moment() -> None:
    cast = make_cast()
    bodies = [
        {"enrolment": str(cast.adas.uid), "activity": str(cast.riverside.key(title))}
        for title in ("Text one", "Text two")
    ]

    answers = at_once(Api(cast.ada), "/facts/", bodies, ["once", "once"])

    assert sorted(status for status, _body in answers) == [201, 422]
    assert [shown["code"] for status, shown in answers if status == 422] == ["key_reused"]


def test_joining_at_the_same_moment() -> None:
    cast = make_cast()
    module = programmes.make_module()
    programme = programmes.make_programme(modules=[module], open_to_all=True)
    body = {"programme": str(programmes.programme_version(programme).programme_key)}

    answers = at_once(Api(cast.ada), "/enrolments/", [body] * CALLERS, [""] * CALLERS)

    assert sorted(status for status, _body in answers) == [200] * (CALLERS - 1) + [201]
    assert len({shown["uid"] for _status, shown in answers}) == 1


def test_the_control_without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both look before either writes: only the lock keeps the second from an error of the database."""
    cast = make_cast()
    Api(cast.ada).get("/enrolments/")
    person = person_of(cast.ada)
    looked = threading.Barrier(2, timeout=10)
    complete = completing.complete_activity

    def meet_first(*args: Any, **kwargs: Any) -> Any:
        looked.wait()
        return complete(*args, **kwargs)

    def hand_in() -> str:
        try:
            complete_once(
                trusts.learner_context(cast.ada),
                key="once",
                enrolment_uid=cast.adas.uid,
                activity_key=cast.riverside.key("Text one"),
                answers={},
            )
        except IntegrityError:
            return "refused by the database"
        finally:
            connections.close_all()
        return "done"

    monkeypatch.setattr(keys, "lock_self", lambda viewer: person)
    monkeypatch.setattr(completing, "complete_activity", meet_first)
    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(future.result() for future in [pool.submit(hand_in) for _number in range(2)])

    assert outcomes == ["done", "refused by the database"]
    assert UsedKey.objects.unscoped(reason="a test").count() == 1
    facts = LearningFact.objects.unscoped(reason="a test").filter(source="api")
    assert facts.count() == 1
