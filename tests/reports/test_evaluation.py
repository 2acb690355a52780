"""Evaluation in the Studio: by level, without names, small groups held back."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from lms.records.models import EvaluationAnswer, EvaluationComment
from lms.reports import evaluation
from lms.reports.evaluation import Figures
from programmes.models import Activity, ProgrammeVersion
from tests.factories.programmes import an_evaluation, make_module, make_programme, programme_version
from tests.factories.trusts import make_user
from tests.ready import ready

MONTH = date(2026, 9, 1)


def make_form() -> tuple[Activity, ProgrammeVersion, ProgrammeVersion]:
    """One form in two programmes."""
    module = make_module("Meetings", activities=[an_evaluation()])
    first, second = (
        programme_version(make_programme(name, modules=[module])) for name in ("Autumn", "Spring")
    )
    return Activity.objects.select_related("version").get(kind="evaluation"), first, second


ready_form = ready("ready_form", make_form)


@pytest.fixture
def form(ready_form: Any) -> Any:
    return ready_form


def answer(form: Activity, version: ProgrammeVersion, *, times: int, now: int, before: int) -> None:
    rating, both, choice, free = form.scoring["questions"]
    common = {"activity": form, "programme_version": version, "month": MONTH}
    for _time in range(times):
        EvaluationAnswer.objects.bulk_create(
            [
                EvaluationAnswer(**common, question=rating["id"], level="1", rating=now),
                EvaluationAnswer(**common, question=both["id"], level="2b", rating=now, before=before),
                EvaluationAnswer(**common, question=choice["id"], level="2b", option=choice["options"][1]),
            ]
        )
        EvaluationComment.objects.create(**common, question=free["id"], level="2b", text="It helped.")


def figures(form: Activity) -> list[Figures]:
    return [each.figures for level in evaluation.report(form, language="en-gb") for each in level.questions]


def test_nothing_is_said_about_nine(form: Any) -> None:
    activity, first, _second = form
    answer(activity, first, times=9, now=4, before=2)

    levels = evaluation.report(activity, language="en-gb")

    questions = [each for level in levels for each in level.questions]
    assert {each.figures for each in questions} == {evaluation.HELD_BACK}
    assert [(each.shares, each.comments) for each in questions] == [((), ())] * 4


def test_ten_are_shown_by_level_with_before_beside_now(form: Any) -> None:
    activity, first, _second = form
    answer(activity, first, times=8, now=4, before=2)
    answer(activity, first, times=2, now=3, before=3)

    levels = evaluation.report(activity, language="en-gb")

    assert [(level.code, level.title) for level in levels] == [("1", "Reaction"), ("2b", "Knowledge")]
    worth = levels[0].questions[0]
    know, length, free = levels[1].questions
    assert (worth.text, worth.figures) == ("It was worth my time.", Figures(10, Decimal("3.8")))
    assert know.figures == Figures(10, Decimal("3.8"), Decimal("2.2"), 80)
    assert [(share.text, share.percent) for share in length.shares] == [("Too short", 0), ("Right", 100)]
    assert free.comments == ("It helped.",) * 10


def test_a_small_version_takes_the_other_with_it(form: Any) -> None:
    activity, first, second = form
    answer(activity, first, times=12, now=5, before=1)
    answer(activity, second, times=2, now=1, before=1)

    worth = evaluation.report(activity, language="en-gb")[0].questions[0]

    assert worth.figures.count == 14
    assert worth.versions == (("Autumn 1", evaluation.HELD_BACK), ("Spring 1", evaluation.HELD_BACK))


def test_questions_take_the_same_queries(form: Any, django_assert_num_queries: Any) -> None:
    activity, first, _second = form
    for _time in range(2):
        answer(activity, first, times=1, now=4, before=2)
        with django_assert_num_queries(4):
            figures(activity)


def designer() -> Client:
    user = make_user()
    user.groups.add(Group.objects.get(name="Programme designers"))
    client = Client()
    client.force_login(user)
    return client


def test_designers_read_it_and_take_it_along(form: Any) -> None:
    activity, first, _second = form
    answer(activity, first, times=10, now=4, before=2)
    client = designer()

    index = BeautifulSoup(client.get(reverse("leadership_evaluations")).content, "html.parser")
    assert [" ".join(each.text.split()) for each in index.select("table.listing tbody td")] == [
        "Was it worth it?",
        "Meetings",
        "10",
    ]
    page = BeautifulSoup(
        client.get(reverse("leadership_evaluation", args=[activity.key])).content, "html.parser"
    )
    rows = [
        [" ".join(cell.text.split()) for cell in row.select("td")]
        for row in page.select("table.listing tbody tr")
    ]
    assert rows[:2] == [["10", "4.0", "–", "–"], ["10", "4.0", "2.0", "100%"]]
    response = client.get(reverse("leadership_evaluation_csv", args=[activity.key]))
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines[1:3] == [
        "1 Reaction,It was worth my time.,All,10,4.0,,,",
        "2b Knowledge,I know how to begin a meeting.,All,10,4.0,2.0,100,",
    ]


def test_a_form_that_is_not_there(form: Any) -> None:
    client = designer()

    assert client.get(reverse("leadership_evaluation", args=[uuid.uuid4()])).status_code == 404
