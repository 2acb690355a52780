"""Doing activities: one fact however often it is posted, and all that follows from it at once."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from kernel.models import AuditEntry
from lms.actions import enrolment as enrolling
from lms.actions import learning, records
from lms.actions.errors import NotAllowed, Refused
from lms.calendar.models import DueDate
from lms.enrolment.models import Enrolment
from lms.progress.models import Progress
from lms.progress.selectors import tree_of
from lms.records.models import Attempt, LearningFact
from lms.reminders.models import PlannedSend
from programmes.models import Activity
from programmes.services.authoring import PartModule
from tests.factories.programmes import (
    a_quiz,
    a_reading,
    a_reflection,
    make_module,
    make_programme,
    module_version,
)
from tests.factories.trusts import (
    NOW,
    learner_context,
    make_person,
    make_user,
    system_context,
)
from tests.ready import ready

pytestmark = pytest.mark.django_db

REASON = "asserting in a test"
WORDS = "I would say at the start what the meeting is for."


@dataclass
class Learning:
    doctor: Any
    modules: list[Any]
    row: Enrolment


def make_learning() -> Learning:
    doctor = make_user("ada@home.example")
    make_person(doctor)
    modules = [
        make_module("First", activities=[a_reading(), a_quiz(), a_reflection()]),
        make_module("Second", activities=[a_reading("Why plans fail")]),
    ]
    programme = make_programme(
        modules=[PartModule(modules[0], due_days=30), PartModule(modules[1], due_days=40)],
        open_to_all=True,
        reminder_days=[7],
    )
    row = enrolling.join_programme(learner_context(doctor), programme_uid=programme.translation_key)
    return Learning(doctor, modules, row)


ready_learning = ready("ready_learning", make_learning)


@pytest.fixture
def doctor(ready_learning: Learning) -> Any:
    return ready_learning.doctor


@pytest.fixture
def modules(ready_learning: Learning) -> list[Any]:
    return ready_learning.modules


@pytest.fixture
def row(ready_learning: Learning) -> Enrolment:
    return ready_learning.row


def activities(module: Any) -> list[Activity]:
    return list(module_version(module).activities.order_by("position"))


def right(activity: Activity) -> dict[str, Any]:
    if activity.kind == "quiz":
        return {"answers": {q["id"]: q["correct"] for q in activity.scoring["questions"]}}
    return {"text": WORDS} if activity.kind == "reflection" else {}


def do(doctor: Any, row: Enrolment, activity: Activity, **given: Any) -> learning.Completion:
    now = given.pop("now", NOW)
    answers = given.pop("answers", right(activity))
    return learning.complete_activity(
        learner_context(doctor, now=now),
        enrolment_uid=row.uid,
        activity_key=activity.key,
        answers=answers,
        **given,
    )


def facts() -> list[tuple[str, dict[str, Any]]]:
    return [(fact.verb, fact.result) for fact in LearningFact.objects.unscoped(reason=REASON)]


def progress(row: Enrolment) -> tuple[int, int, int, bool]:
    stored = Progress.objects.unscoped(reason=REASON).get(enrolment_id=row.pk)
    return stored.done, stored.total, stored.percent, stored.satisfied


def test_a_reading_makes_a_fact_and_moves_progress(doctor: Any, row: Enrolment, modules: list[Any]) -> None:
    reading = activities(modules[0])[0]

    done = do(doctor, row, reading)

    assert (done.created, done.outcome.completed) == (True, True)
    assert facts() == [("completed", {})]
    assert progress(row) == (0, 2, 16, False)
    fact = LearningFact.objects.unscoped(reason=REASON).get()
    assert (fact.person_id, fact.enrolment_id, fact.recorded_by_id) == (row.person_id, row.pk, doctor.pk)
    assert (fact.module_key, fact.activity_key) == (modules[0].translation_key, reading.key)
    assert (fact.effective_at, fact.recorded_at, fact.source) == (NOW, NOW, "web")
    assert not Attempt.objects.unscoped(reason=REASON).exists()
    assert AuditEntry.objects.filter(action="activity.complete", object_id=fact.pk).count() == 1


def test_posting_twice_is_one_fact(doctor: Any, row: Enrolment, modules: list[Any]) -> None:
    reading = activities(modules[0])[0]

    first = do(doctor, row, reading, source_key="form-1")
    again = do(doctor, row, reading, source_key="form-1")
    other_tab = do(doctor, row, reading, source_key="form-2")

    assert (first.created, again.created, other_tab.created) == (True, False, False)
    assert again.facts == other_tab.facts == first.facts
    assert len(facts()) == 1
    assert AuditEntry.objects.filter(action="activity.complete").count() == 1


def test_a_key_used_for_something_else_is_refused(doctor: Any, row: Enrolment, modules: list[Any]) -> None:
    reading, quiz, _ = activities(modules[0])
    do(doctor, row, reading, source_key="key")

    with pytest.raises(Refused) as refused:
        do(doctor, row, quiz, source_key="key")

    assert refused.value.code == "key_reused"
    assert len(facts()) == 1


def test_a_failed_quiz_is_scored_not_completed_and_can_be_tried_again(
    doctor: Any, row: Enrolment, modules: list[Any]
) -> None:
    quiz = activities(modules[0])[1]
    first, second = quiz.scoring["questions"]
    wrong = next(option for option in first["options"] if option not in first["correct"])

    failed = do(
        doctor, row, quiz, answers={"answers": {first["id"]: [wrong], second["id"]: second["correct"]}}
    )
    passed = do(doctor, row, quiz)

    assert (failed.outcome.completed, passed.outcome.completed) == (False, True)
    assert facts() == [
        ("scored", {"score": 1, "of": 2, "passed": False}),
        ("completed", {"score": 2, "of": 2, "passed": True}),
    ]


def test_incomplete_answers_record_nothing(doctor: Any, row: Enrolment, modules: list[Any]) -> None:
    quiz = activities(modules[0])[1]

    done = do(doctor, row, quiz, answers={})

    assert sorted(done.outcome.errors) == sorted(q["id"] for q in quiz.scoring["questions"])
    assert facts() == []
    assert not Attempt.objects.unscoped(reason=REASON).exists()


def test_a_draft_is_kept_and_closed_when_handed_in(doctor: Any, row: Enrolment, modules: list[Any]) -> None:
    reflection = activities(modules[0])[2]
    for text in ("I wo", "I would"):
        learning.save_draft(
            learner_context(doctor),
            enrolment_uid=row.uid,
            activity_key=reflection.key,
            state={"text": text},
        )
    draft = Attempt.objects.unscoped(reason=REASON).get()
    assert (draft.state, draft.submitted_at) == ({"text": "I would"}, None)

    do(doctor, row, reflection, now=NOW + timedelta(minutes=5))

    draft.refresh_from_db()
    assert (draft.state, draft.submitted_at) == ({"text": WORDS}, NOW + timedelta(minutes=5))
    assert facts() == [("completed", {"words": 11})]


def test_finishing_a_module_meets_its_date_and_takes_back_its_reminder(
    doctor: Any, row: Enrolment, modules: list[Any]
) -> None:
    for activity in activities(modules[0]):
        do(doctor, row, activity)

    dates = DueDate.objects.unscoped(reason=REASON).order_by("due_on")
    assert [date.met_at for date in dates] == [NOW, None]
    sends = PlannedSend.objects.unscoped(reason=REASON).order_by("due_date__due_on")
    assert [(send.state, send.reason) for send in sends] == [("suppressed", "met"), ("planned", "")]
    assert progress(row) == (1, 2, 50, False)


def test_finishing_everything_completes_the_enrolment(
    doctor: Any, row: Enrolment, modules: list[Any]
) -> None:
    for module in modules:
        for activity in activities(module):
            do(doctor, row, activity)

    row.refresh_from_db()
    assert row.state == "completed"
    assert progress(row) == (2, 2, 100, True)
    assert not PlannedSend.objects.unscoped(reason=REASON).filter(state="planned").exists()


def test_one_completion_counts_in_two_programmes(doctor: Any, row: Enrolment, modules: list[Any]) -> None:
    other = make_programme(modules=[modules[1]], open_to_all=True)
    second = enrolling.join_programme(learner_context(doctor), programme_uid=other.translation_key)

    do(doctor, row, activities(modules[1])[0])

    assert progress(row) == (1, 2, 50, False)
    assert progress(second) == (1, 1, 100, True)
    second.refresh_from_db()
    assert second.state == "completed"
    assert len(facts()) == 1


def test_what_was_done_before_counts_when_joining_later(
    doctor: Any, row: Enrolment, modules: list[Any]
) -> None:
    do(doctor, row, activities(modules[1])[0])
    later = make_programme(modules=modules, open_to_all=True)

    joined = enrolling.join_programme(learner_context(doctor), programme_uid=later.translation_key)

    assert progress(joined) == (1, 2, 50, False)


def test_a_revoked_fact_counts_no_more_and_can_be_earned_again(
    doctor: Any, row: Enrolment, modules: list[Any]
) -> None:
    reading = activities(modules[0])[0]
    (fact,) = do(doctor, row, reading).facts

    records.revoke_fact(system_context(), fact_uid=fact.uid, reason_code="wrong_person")
    records.revoke_fact(system_context(), fact_uid=fact.uid, reason_code="wrong_person")

    assert progress(row) == (0, 2, 0, False)
    assert facts() == [("completed", {}), ("revoked", {"reason": "wrong_person"})]
    assert do(doctor, row, reading).created is True
    assert progress(row) == (0, 2, 16, False)


def test_somebody_elses_enrolment_does_not_exist(row: Enrolment, modules: list[Any]) -> None:
    stranger = make_user()
    make_person(stranger)

    with pytest.raises(NotAllowed):
        do(stranger, row, activities(modules[0])[0])

    assert facts() == []


def test_an_activity_of_another_programme_does_not_exist(doctor: Any, row: Enrolment) -> None:
    foreign = activities(make_module("Foreign"))[0]

    with pytest.raises(NotAllowed):
        do(doctor, row, foreign)
    with pytest.raises(NotAllowed):
        learning.complete_activity(
            learner_context(doctor), enrolment_uid=row.uid, activity_key=uuid.uuid4(), answers={}
        )

    assert facts() == []


@pytest.mark.parametrize(("move", "state"), [("withdraw", "withdrawn"), ("defer", "deferred")])
def test_nothing_is_recorded_on_an_enrolment_that_is_not_active(
    doctor: Any, row: Enrolment, modules: list[Any], move: str, state: str
) -> None:
    getattr(enrolling, move)(learner_context(doctor), enrolment_uid=row.uid)

    with pytest.raises(Refused) as refused:
        do(doctor, row, activities(modules[0])[0])

    assert str(refused.value.message) == (f"This programme is {state} for you, so nothing can be recorded.")
    assert facts() == []


def test_a_posted_activity_costs_few_queries(
    doctor: Any, row: Enrolment, modules: list[Any], django_assert_num_queries: Any
) -> None:
    reading, quiz, _ = activities(modules[0])
    do(doctor, row, reading)
    context = learner_context(doctor)
    tree_of(row.version_id)

    with django_assert_num_queries(POST_QUERIES):
        learning.complete_activity(context, enrolment_uid=row.uid, activity_key=quiz.key, answers=right(quiz))


POST_QUERIES = 9
