"""Double clicks, replays and two tabs, all at once: one fact."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from kernel.models import AuditEntry
from lms.actions import enrolment as enrolling
from lms.actions import learning
from lms.enrolment.models import Enrolment
from lms.progress.models import Progress
from lms.progress.selectors import tree_of
from lms.records.models import LearningFact
from tests.factories.programmes import a_quiz, a_reading, make_module, make_programme
from tests.factories.trusts import learner_context, make_person, make_user

REASON = "asserting in a test"
HANDS = 8

pytestmark = [pytest.mark.race, pytest.mark.bar(15), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def doctor() -> Any:
    user = make_user()
    make_person(user)
    return user


@pytest.fixture
def row(doctor: Any) -> Enrolment:
    programme = make_programme(modules=[make_module(activities=[a_reading(), a_quiz()])], open_to_all=True)
    return enrolling.join_programme(learner_context(doctor), programme_uid=programme.translation_key)


def at_once(act: Callable[[int], Any]) -> list[Any]:
    """What each of the hands got, all let go at the same moment."""
    barrier = threading.Barrier(HANDS)
    results: list[Any] = [None] * HANDS

    def run(number: int) -> None:
        try:
            barrier.wait(timeout=30)
            results[number] = act(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(HANDS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


@pytest.mark.parametrize("same_form", [True, False], ids=["double click", "many tabs"])
def test_one_fact_however_many_hands(doctor: Any, row: Enrolment, same_form: bool) -> None:
    reading = tree_of(row.version_id).root.children[0].children[0].activities[0]

    done = at_once(
        lambda number: learning.complete_activity(
            learner_context(doctor),
            enrolment_uid=row.uid,
            activity_key=reading,
            answers={},
            source_key="form" if same_form else f"form-{number}",
        )
    )

    assert sorted(each.created for each in done) == [False] * (HANDS - 1) + [True]
    assert len({each.facts[0].pk for each in done}) == 1
    assert LearningFact.objects.unscoped(reason=REASON).count() == 1
    assert AuditEntry.objects.filter(action="activity.complete").count() == 1
    assert Progress.objects.unscoped(reason=REASON).get(enrolment=row).percent == 50


def test_a_failed_quiz_pressed_many_times_is_one_attempt(doctor: Any, row: Enrolment) -> None:
    tree = tree_of(row.version_id)
    quiz = tree.activities[tree.root.children[0].children[0].activities[1]]
    wrong = {
        "answers": {
            question["id"]: [next(o for o in question["options"] if o not in question["correct"])]
            for question in quiz.scoring["questions"][:1]
        }
        | {question["id"]: question["correct"] for question in quiz.scoring["questions"][1:]}
    }

    done = at_once(
        lambda _number: learning.complete_activity(
            learner_context(doctor),
            enrolment_uid=row.uid,
            activity_key=quiz.key,
            answers=wrong,
            source_key="form",
        )
    )

    assert sum(each.created for each in done) == 1
    facts = LearningFact.objects.unscoped(reason=REASON)
    assert [(fact.verb, fact.result) for fact in facts] == [
        ("scored", {"score": 1, "of": 2, "passed": False})
    ]


def test_joining_at_once_is_one_enrolment(doctor: Any, row: Enrolment) -> None:
    other = make_programme(open_to_all=True)

    rows = at_once(
        lambda _number: enrolling.join_programme(learner_context(doctor), programme_uid=other.translation_key)
    )

    assert len({each.pk for each in rows}) == 1
    assert Enrolment.objects.unscoped(reason=REASON).filter(programme=other).count() == 1
