"""The analysis of questions: its numbers against ones worked by hand, and what is not said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from lms.people.models import Person
from lms.records import items
from lms.records.models import LearningFact, QuestionOutcome
from lms.records.rules import ItemNumbers, answer_counts
from programmes.models import Activity
from tests.factories.banks import a_bank_quiz, make_bank, make_question
from tests.factories.people import a_doctor
from tests.factories.programmes import make_module, module_version
from tests.programmes.conftest import make_designer
from tests.ready import ready

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def make_quiz() -> tuple[Activity, Any]:
    """A quiz of five questions, and one doctor for whom all that is counted is written."""
    bank = make_bank()
    for number in range(5):
        make_question(bank, f"Question {number}")
    module = make_module("A module", activities=[a_bank_quiz(bank, draws=[{"count": 5}])])
    (found,) = module_version(module).activities.all()
    return found, a_doctor()


ready_items_quiz = ready("ready_items_quiz", make_quiz)


@pytest.fixture
def quiz(ready_items_quiz: tuple[Activity, Any]) -> Activity:
    return ready_items_quiz[0]


def attempt(quiz: Activity, marks: Sequence[bool], *, number: int = 1) -> None:
    """One attempt, with as many answers as there are marks; a wrong one takes the second option."""
    person = Person.objects.unscoped(reason="a test").latest("pk")
    keys = list(quiz.scoring["questions"])
    fact = LearningFact.objects.create(
        person=person,
        verb="scored",
        module_key=quiz.version.module_key,
        activity_key=quiz.key,
        module_version=quiz.version,
        result={"score": sum(marks), "of": len(marks), "passed": False, "attempt": number},
        effective_at=NOW,
        recorded_at=NOW,
        source="web",
        source_key=str(uuid4()),
    )
    QuestionOutcome.objects.bulk_create(
        QuestionOutcome(
            fact=fact,
            question_key=UUID(key),
            position=place,
            correct=correct,
            chosen=[quiz.scoring["questions"][key]["options"][0 if correct else 1]],
        )
        for place, (key, correct) in enumerate(zip(keys, marks, strict=True), start=1)
    )


RIGHT, WRONG = True, False
FIVE = [
    (RIGHT, RIGHT, RIGHT, RIGHT, RIGHT),
    (RIGHT, RIGHT, RIGHT, RIGHT, WRONG),
    (RIGHT, RIGHT, RIGHT, WRONG, WRONG),
    (WRONG, RIGHT, WRONG, WRONG, WRONG),
    (WRONG, RIGHT, RIGHT, WRONG, WRONG),
]
"""On the first question three of five are right. Of the other four the right ones have 4, 3, 2 (mean 3), the
wrong ones 1, 2 (mean 1.5). All five: mean 2.4, squares of the distances 2.56 + 0.36 + 0.16 + 1.96 + 0.16,
together 5.2, so the standard deviation is the root of 1.04, 1.0198. The formula of the point-biserial
correlation gives (3 - 1.5) / 1.0198 * root(0.6 * 0.4) = 0.7206."""


def test_the_correlation_is_the_one_worked_by_hand(quiz: Activity) -> None:
    for marks in FIVE * 6:
        attempt(quiz, marks)

    numbers = {str(line.key): line.numbers for line in items.lines_of(quiz)}
    first, second, *_others = (numbers[key] for key in quiz.scoring["questions"])
    assert (first.asked, first.right, first.facility) == (30, 18, 60)
    assert first.correlation == pytest.approx(0.7206, abs=0.00005)
    assert first.discrimination == Decimal("0.72")
    # Everybody was right on the second: that tells nothing of anybody.
    assert (second.facility, second.discrimination) == (100, None)


def test_of_few_people_nothing_is_said(quiz: Activity) -> None:
    for marks in FIVE[:1] * 4 + FIVE[3:] + FIVE[1:4]:
        attempt(quiz, marks)
    line = items.lines_of(quiz)[0]
    assert (line.numbers.asked, line.numbers.is_told, line.numbers.facility) == (9, False, None)
    assert items.answers_of(line) == []

    attempt(quiz, FIVE[0])
    attempt(quiz, FIVE[3], number=2)
    line = items.lines_of(quiz)[0]
    assert (line.numbers.asked, line.numbers.is_told, line.numbers.discrimination) == (10, True, None)


def test_answers_are_counted(quiz: Activity) -> None:
    for marks in FIVE * 2:
        attempt(quiz, marks)
    key = UUID(next(iter(quiz.scoring["questions"])))
    question = items.question_with(key)
    assert question is not None

    found = items.answers_of(items.line_of(question))
    assert [(each.label, each.correct, each.chosen, each.percent) for each in found] == [
        ("Cardiff", True, 6, 60),
        ("Swansea", False, 4, 40),
        ("Newport", False, 0, 0),
    ]


def test_what_is_not_in_the_bank_any_more_is_one_line() -> None:
    found = answer_counts({"a": 6, "x": 3, "y": 1}, [("a", "A", True)], asked=10, gone="Gone")
    assert [(each.label, each.chosen) for each in found] == [("A", 6), ("Gone", 4)]
    assert answer_counts({"a": 6}, [("a", "A", True)], asked=9, gone="Gone") == []


@pytest.mark.parametrize(
    ("numbers", "backwards", "weak"),
    [
        (ItemNumbers(30, 10, -0.2), True, False),
        (ItemNumbers(30, 10, 0.1), False, True),
        (ItemNumbers(30, 10, 0.3), False, False),
        (ItemNumbers(29, 10, -0.2), False, False),
        (ItemNumbers(30, 30, None), False, False),
    ],
)
def test_what_deserves_a_look(numbers: ItemNumbers, backwards: bool, weak: bool) -> None:
    assert (numbers.is_backwards, numbers.is_weak) == (backwards, weak)


def test_the_screens_and_the_file(quiz: Activity, client: Client, django_assert_num_queries: Any) -> None:
    for marks in FIVE * 2:
        attempt(quiz, marks)
    client.force_login(make_designer())
    args = [quiz.version.module_key, quiz.key]
    one = reverse("leadership_items_quiz", args=args)

    assert f'href="{one}"' in client.get(reverse("leadership_items")).content.decode()
    page = client.get(one).content.decode()
    assert page.count("Question ") >= 5
    assert "60%" in page
    with django_assert_num_queries(2):
        items.lines_of(quiz)
    file = client.get(reverse("leadership_items_quiz_csv", args=args))
    lines = b"".join(file.streaming_content).decode().splitlines()
    assert lines[0] == '\ufeffQuestion,Kind,Difficulty,Asked,"Right, per cent",Discrimination'
    assert lines[1].startswith("Question 0,One answer,3,10,")
    editor = reverse("wagtailsnippets_leadership_programmes_module:edit", args=[quiz.version.module_id])
    assert f'href="{one}"' in client.get(editor).content.decode()
    key = next(iter(quiz.scoring["questions"]))
    assert "Swansea" in client.get(reverse("leadership_items_question", args=[key])).content.decode()
    assert client.get(reverse("leadership_items_question", args=[UUID(int=1)])).status_code == 404
    assert client.get(reverse("leadership_items_quiz", args=[UUID(int=1), quiz.key])).status_code == 404


# The database


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE leadership_records_questionoutcome SET position = 0",
        "DELETE FROM leadership_records_questionoutcome",
    ],
)
def test_outcomes_are_only_added(quiz: Activity, change: str) -> None:
    attempt(quiz, FIVE[0])
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        connection.cursor().execute(change)
    assert QuestionOutcome.objects.unscoped(reason="a test").count() == 5


@pytest.mark.parametrize(
    ("position", "constraint"), [("0", "question_outcome_from_one"), ("1", "question_outcome_once")]
)
def test_an_outcome_has_a_place_and_stands_once(quiz: Activity, position: str, constraint: str) -> None:
    attempt(quiz, FIVE[0])
    insert = """
        INSERT INTO leadership_records_questionoutcome (fact_id, question_key, position, correct, chosen)
        SELECT fact_id, CASE WHEN %s = 0 THEN gen_random_uuid() ELSE question_key END, %s, true, '{}'
        FROM leadership_records_questionoutcome LIMIT 1
    """
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        connection.cursor().execute(insert, [int(position), int(position)])


@pytest.mark.parametrize(
    ("percent", "ended", "constraint"),
    [("33", "NULL", "extra_time_percent"), ("25", "now() - interval '1 day'", "extra_time_ends_after")],
)
def test_extra_time_in_the_database(db: None, percent: str, ended: str, constraint: str) -> None:
    insert = (
        "INSERT INTO leadership_records_extratime (uid, person_id, percent, set_at, ended_at) "
        f"VALUES (gen_random_uuid(), %s, {percent}, now(), {ended})"
    )
    person = a_doctor()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        connection.cursor().execute(insert, [person.pk])


def test_one_extra_time_is_in_force_from_each_side(db: None) -> None:
    person = a_doctor()
    insert = (
        "INSERT INTO leadership_records_extratime (uid, person_id, percent, set_at) "
        "VALUES (gen_random_uuid(), %s, 25, now())"
    )
    connection.cursor().execute(insert, [person.pk])
    with pytest.raises(IntegrityError, match="one_extra_time"), transaction.atomic():
        connection.cursor().execute(insert, [person.pk])
