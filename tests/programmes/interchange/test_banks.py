"""Question banks travel with the programme whose quizzes draw from them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from programmes.enums import QuestionKind
from programmes.interchange.exporting import document_of
from programmes.interchange.importing import Refused, import_document
from programmes.models import Activity, Module, ModuleVersion, Programme, Question, QuestionBank
from tests.factories.banks import a_bank_quiz, make_bank, make_question
from tests.factories.programmes import make_module, make_programme

pytestmark = pytest.mark.django_db


def a_document() -> tuple[QuestionBank, dict[str, Any]]:
    """Of a programme with a quiz on one question of each kind, one of them archived."""
    bank = make_bank("For the ward", description="Hand over with care.")
    for kind in QuestionKind:
        make_question(bank, f"Of {kind}", kind=kind, tags=["ward"], difficulty=2, feedback="So it is.")
    make_question(bank, "Given up", archived=True)
    module = make_module(activities=[a_bank_quiz(bank, draws=[{"count": 6, "tags": "ward"}])])
    return bank, document_of(make_programme(modules=[module]))


def changes(document: Any) -> list[str]:
    return [str(each.change) for each in import_document(document)]


def problems(document: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        import_document(document)
    return [f"{'/'.join(map(str, each.path))}: {each.message}" for each in refused.value.problems]


def another_site() -> None:
    """Everything that was authored goes; only a test may."""
    tables = "module, programme, questionbank".replace(", ", ", leadership_programmes_")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE leadership_programmes_{tables}, wagtailcore_revision CASCADE")


def test_a_bank_goes_out_and_comes_in_again_exactly() -> None:
    bank, document = a_document()
    scoring = Activity.objects.get(kind="bank_quiz").scoring
    (sent,) = document["banks"]
    assert (sent["title"], sent["description"]) == ("For the ward", "Hand over with care.")
    assert sorted(each["type"] for each in sent["questions"]) == sorted(QuestionKind.values)

    assert changes(document) == ["same", "same"]
    assert Question.objects.count() == 7
    another_site()
    assert changes(document) == ["new", "new"]
    assert Question.objects.count() == 6
    assert Activity.objects.get(kind="bank_quiz").scoring == scoring
    assert document_of(Programme.objects.get()) == document
    assert QuestionBank.objects.get().uid == bank.uid


def test_another_question_makes_another_version() -> None:
    _bank, document = a_document()
    question = next(each for each in document["banks"][0]["questions"] if each["type"] == "numeric")
    question["accepted"][0]["value"] = "3.2"

    assert changes(document) == ["changed", "changed"]
    assert ModuleVersion.objects.count() == 2
    scoring = Activity.objects.get(version__number=2).scoring["questions"][question["id"]]
    assert scoring["accepted"][0][1] == "3.2"
    assert Question.objects.get(translation_key=question["id"]).revisions.count() == 1
    assert changes(document) == ["same", "same"]


def test_short_names_will_do() -> None:
    _bank, document = a_document()
    another_site()
    quiz = document["modules"][0]["body"][0]
    document["banks"] = [
        {
            "id": "ward",
            "title": "Ward",
            "questions": [
                {
                    "type": "single",
                    "id": "who",
                    "title": "Who",
                    "body": "<p>Who?</p>",
                    "options": [{"text": "You", "correct": True}, {"text": "I"}],
                }
            ],
        }
    ]
    quiz.update(bank="ward", draws=[{"count": 1}])
    quiz["pass_mark"] = 1

    assert changes(document) == ["new", "new"]
    question = Question.objects.get()
    assert (question.tags, question.difficulty, question.feedback) == ([], 3, "")
    assert changes(document) == ["same", "same"]


def test_what_is_wrong_is_said_with_its_place() -> None:
    _bank, document = a_document()
    another_site()
    questions = document["banks"][0]["questions"]
    one = next(place for place, each in enumerate(questions) if each["type"] == "single")
    for option in questions[one]["options"]:
        option["correct"] = False
    make_bank("For the ward")

    assert problems(document) == [
        "banks/0/title: Another question bank has the title “For the ward”. Choose one that is not taken."
    ]
    QuestionBank.objects.all().delete()
    assert problems(document)[0] == f"banks/0/questions/{one}/options: Mark at least one answer as right."
    questions[one]["body"] = "<script>alert(1)</script>"
    assert problems(document)[0].startswith(f"banks/0/questions/{one}/body: <script> cannot be used")
    del document["banks"]
    assert problems(document)[0].endswith("is neither in this file nor on this site.")
    assert not Module.objects.exists()
    assert not QuestionBank.objects.exists()
