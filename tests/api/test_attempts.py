"""Quizzes from a bank, begun, answered and handed in by programs, with the clock of the site."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from pytest_django.fixtures import DjangoAssertNumQueries

from kernel.models import AuditEntry
from lms.actions.extra_time import set_extra_time
from lms.records.models import Attempt
from programmes.enums import QuestionKind
from programmes.models import Activity
from tests.api.conftest import Api, Cast, make_cast, page, problem, rows
from tests.factories import trusts
from tests.factories.banks import a_bank_quiz, make_bank, make_question, right
from tests.factories.courses import World
from tests.factories.trusts import NOW
from tests.factories.work import with_activities
from tests.ready import ready

pytestmark = pytest.mark.django_db


class Doctor:
    """On a programme of Riverside's with a quiz on a question of each kind."""

    def __init__(self, cast: Cast, **quiz: Any) -> None:
        bank = make_bank()
        for kind in QuestionKind:
            make_question(bank, f"Of {kind}", kind=kind, feedback="So it is.")
        activity = a_bank_quiz(bank, draws=[{"count": 6}], **{"pass_mark": 6, **quiz})
        self.world: World = with_activities(cast.riverside, activity)
        self.user, self.row = self.world.enrolled("third@mail.example")
        self.activity: Activity = self.world.activity("Prove it")

    @property
    def api(self) -> Api:
        return Api(self.user)

    @property
    def here(self) -> dict[str, str]:
        return {"enrolment": str(self.row.uid), "activity": str(self.activity.key)}

    @property
    def answers(self) -> dict[str, Any]:
        return {key: right(scoring) for key, scoring in self.activity.scoring["questions"].items()}

    def begin(self) -> Any:
        return self.api.post("/attempts/", self.here)

    def keep(self, uid: str, answers: Any) -> Any:
        return self.api.post(f"/attempts/{uid}/answers/", {"answers": answers})

    def hand_in(self, answers: Any, *, key: str = "one") -> Any:
        return self.api.post("/facts/", {**self.here, "answers": {"answers": answers}}, key=key)


def make_doctor() -> tuple[Cast, Doctor]:
    cast = make_cast()
    return cast, Doctor(cast, attempts=3, time_allowance=20)


ready_doctor = ready("ready_doctor", make_doctor)


@pytest.fixture
def doctor(ready_doctor: tuple[Cast, Doctor]) -> Doctor:
    return ready_doctor[1]


def test_from_begin_to_outcome(doctor: Doctor) -> None:
    begun = doctor.begin()
    shown = begun.json()

    assert begun.status_code == 201
    assert begun["Location"] == f"/api/v1/attempts/{shown['uid']}/"
    assert {name: shown[name] for name in ("state", "number", "ends_at", "outcome", "attempts_left")} == {
        "state": "open",
        "number": 1,
        "ends_at": "2026-09-01T09:20:00Z",
        "outcome": None,
        "attempts_left": 2,
    }
    assert {each["kind"] for each in shown["questions"]} == set(QuestionKind.values)
    assert {(each["correct"], each["explanation"]) for each in shown["questions"]} == {(None, None)}
    assert "So it is." not in begun.content.decode()
    assert "Near enough." not in begun.content.decode()

    kept = doctor.keep(shown["uid"], doctor.answers)
    assert {each["key"]: each["answer"] for each in kept.json()["questions"]} == doctor.answers

    fact = doctor.hand_in(doctor.answers)
    assert (fact.status_code, fact.json()["verb"]) == (201, "completed")
    assert fact.json()["result"] == {"score": 6, "of": 6, "passed": True, "attempt": 1}
    told = doctor.api.get(f"/attempts/{shown['uid']}/").json()
    assert (told["state"], told["outcome"]) == (
        "closed",
        {"score": 6, "of": 6, "passed": True, "time_over": False},
    )
    assert {(each["correct"], each["explanation"]) for each in told["questions"]} == {(True, "So it is.")}
    single = next(each for each in told["questions"] if each["kind"] == "single")
    assert single["feedback"] == ["Since 1955."]
    assert AuditEntry.objects.filter(action="activity.begin").count() == 1


def test_what_begins_is_begun_once(doctor: Doctor) -> None:
    first, second = doctor.begin(), doctor.begin()

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert Attempt.objects.unscoped(reason="a test").filter(person=doctor.row.person_id).count() == 1


def test_what_is_missing_is_named_by_its_question(doctor: Doctor) -> None:
    doctor.begin()
    answers = doctor.answers
    key = next(iter(answers))
    del answers[key]

    response = doctor.hand_in(answers)

    assert response.status_code == 422
    assert [each["pointer"] for each in problem(response)["errors"]] == [f"/answers/{key}"]


def test_attempts_run_out(cast: Cast) -> None:
    doctor = Doctor(cast, attempts=1)
    uid = doctor.begin().json()["uid"]
    wrong = {key: (["x"] if isinstance(given, list) else given) for key, given in doctor.answers.items()}

    assert doctor.hand_in({**doctor.answers, **_other(doctor)}).json()["verb"] == "scored"
    assert problem(doctor.begin())["code"] == "no_attempt_left"
    assert problem(doctor.keep(uid, wrong))["code"] == "handed_in"


def _other(doctor: Doctor) -> dict[str, Any]:
    """A wrong answer to the question of a number."""
    found = doctor.activity.scoring["questions"].items()
    return {key: "99" for key, scoring in found if scoring["kind"] == "numeric"}


def test_what_comes_after_the_end_does_not_count(doctor: Doctor) -> None:
    uid = doctor.begin().json()["uid"]
    doctor.keep(uid, {**doctor.answers, **_other(doctor)})

    with time_machine.travel(NOW + timedelta(minutes=22), tick=False):
        assert doctor.api.get(f"/attempts/{uid}/").json()["state"] == "over"
        late = doctor.keep(uid, doctor.answers)
        fact = doctor.hand_in(doctor.answers)

    assert (late.status_code, late.json()["state"]) == (200, "over")
    assert fact.json()["result"] == {
        "score": 5,
        "of": 6,
        "passed": False,
        "attempt": 1,
        "time_over": True,
    }
    assert doctor.api.get(f"/attempts/{uid}/").json()["outcome"]["time_over"] is True


def test_extra_time_is_in_the_end(doctor: Doctor) -> None:
    set_extra_time(trusts.learner_context(doctor.user), percent=50)

    shown = doctor.begin().json()

    assert (shown["ends_at"], shown["extra_percent"]) == ("2026-09-01T09:30:00Z", 50)


def test_nobody_else_has_it(ready_doctor: tuple[Cast, Doctor]) -> None:
    cast, doctor = ready_doctor
    uid = doctor.begin().json()["uid"]
    before = rows() | {"Token": None}

    for user in (cast.bob, doctor.world.lead):
        api = Api(user)
        assert api.get("/attempts/").json() == page()
        assert api.get(f"/attempts/{uid}/").status_code == 404
        assert api.post(f"/attempts/{uid}/answers/", {"answers": {}}).status_code == 404
        assert api.post("/attempts/", doctor.here).status_code == 404
    assert Api().post("/attempts/", doctor.here).status_code == 401
    assert doctor.api.post("/attempts/", {**doctor.here, "activity": str(uuid4())}).status_code == 404
    reading = {"enrolment": str(cast.adas.uid), "activity": str(cast.riverside.key("Check yourself"))}
    assert problem(Api(cast.ada).post("/attempts/", reading))["code"] == "begins_by_itself"
    assert rows() | {"Token": None} == before


def test_the_list_takes_as_many_queries_for_three(
    doctor: Doctor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        doctor.begin()
        wrong = {**doctor.answers, **_other(doctor)}
        with django_assert_num_queries(4):
            found = doctor.api.get("/attempts/", activity=str(doctor.activity.key)).json()["results"]
        assert [each["number"] for each in found] == list(range(number + 1, 0, -1))
        doctor.hand_in(wrong, key=str(number))
    with django_assert_num_queries(6):
        doctor.api.get(f"/attempts/{found[0]['uid']}/")


@pytest.mark.parametrize("answers", [None, [], "x", {"x" * 300: {"y": [[]]}}])
def test_odd_answers_are_no_fault_of_ours(doctor: Doctor, answers: Any) -> None:
    uid = doctor.begin().json()["uid"]

    assert doctor.keep(uid, answers).status_code in (200, 422)
    assert doctor.api.get(f"/attempts/{uid}/").status_code == 200
    assert json.loads(doctor.hand_in(answers).content)["status"] == 422
