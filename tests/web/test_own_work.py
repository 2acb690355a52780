"""Improvement projects, evaluation forms and self-assessments as their doctor meets them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from competencies.models import Framework
from lms.records.models import Attempt, EvaluationAnswer, EvaluationComment, LearningFact, SelfRating
from tests.competencies.conftest import load, publish, small_file
from tests.factories import trusts
from tests.factories.courses import World
from tests.factories.programmes import a_project, a_self_assessment, an_evaluation
from tests.factories.trusts import NOW
from tests.factories.work import REASON, with_activities
from tests.web.conftest import text_of

PROJECT, FORM, RATINGS = "Your improvement", "Was it worth it?", "Where do you stand?"


def address(world: World, row: Any, title: str, name: str = "activity") -> str:
    return reverse(f"leadership_learn:{name}", args=[row.uid, world.key(title)])


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def facts() -> list[tuple[str, Any]]:
    return [(fact.verb, fact.result) for fact in LearningFact.objects.unscoped(reason=REASON)]


def state() -> Any:
    return Attempt.objects.unscoped(reason=REASON).latest("pk").state


# Projects

WRITTEN = {
    "aim": "Ten minutes less by March.",
    "measure": "Minutes.",
    "change": "An agenda.",
    "sponsor_name": "Dr Example",
    "sponsor_role": "Clinical lead",
    "cycle-0-plan": "Ask first.",
    "cycle-0-do": "Asked.",
    "cycle-0-study": "Shorter.",
    "cycle-0-starts_on": "2026-09-01",
    "cycle-0-ends_on": "2026-09-08",
    "point-0-on": "2026-09-01",
    "point-0-value": "40",
    "point-1-on": "2026-09-08",
    "point-1-value": "30,5",
    "outcome": "It worked.",
}


@pytest.fixture
def project(world: World) -> World:
    return with_activities(world, a_project())


def test_a_project_grows_by_buttons_without_scripts(project: World, as_user: Any) -> None:
    user, row = project.enrolled()
    client = as_user(user)
    draft = address(project, row, PROJECT, "save_draft")

    page = soup(client.get(address(project, row, PROJECT)))
    assert len(page.select("fieldset.lp-card")) == 1
    assert len(page.select("input[name$=-value]")) == 5
    client.post(draft, {**WRITTEN, "add_cycle": "1"})
    page = soup(client.get(address(project, row, PROJECT)))
    assert [each.legend.text for each in page.select("fieldset.lp-card")] == ["Cycle 1", "Cycle 2"]  # type: ignore[union-attr]
    assert page.select_one("[name=cycle-0-plan]").text == "Ask first."  # type: ignore[union-attr]
    client.post(draft, {**WRITTEN, "add_points": "1"})
    page = soup(client.get(address(project, row, PROJECT)))
    assert len(page.select("input[name$=-value]")) == 7
    assert facts() == []


def test_a_project_is_complete_and_printed(project: World, as_user: Any) -> None:
    user, row = project.enrolled()
    client = as_user(user)

    client.post(address(project, row, PROJECT), WRITTEN)

    assert facts() == [("completed", {"cycles": 1, "points": 2})]
    response = client.get(address(project, row, PROJECT, "summary"))
    page = soup(response)
    assert "Ten minutes less by March." in text_of(response)
    assert "1 September 2026 – 8 September 2026" in text_of(response)
    (title,) = page.select("svg title")
    assert title.text == (
        "Run chart of 2 values from 1 September 2026 to 8 September 2026: "
        "lowest 30.5, highest 40, median 35.25"
    )
    assert [each["points"] for each in page.select("polyline")] == ["56,16 584,224"]
    assert [each.text for each in page.select("tbody td")] == [
        "1 September 2026",
        "40",
        "8 September 2026",
        "30.5",
    ]
    csv = b"".join(client.get(address(project, row, PROJECT, "summary_csv")).streaming_content).decode()
    assert csv.splitlines()[1:3] == [",Aim,,,Ten minutes less by March.", ",Measure,,,Minutes."]
    assert "Cycle 1,Study,2026-09-01,2026-09-08,Shorter." in csv
    assert csv.splitlines()[-1] == "Data point,,2026-09-08,,30.5"


def test_what_a_project_lacks_leads_to_the_field(project: World, as_user: Any) -> None:
    user, row = project.enrolled()

    response = as_user(user).post(
        address(project, row, PROJECT), {**WRITTEN, "cycle-0-study": "", "point-1-value": "many"}
    )

    page = soup(response)
    links = [str(each["href"]) for each in page.select(".nhsuk-error-summary a")]
    assert links == ["#answer-cycle-0-study", "#answer-point-1-value"]
    assert all(page.select_one(f"[id='{link[1:]}']")["aria-invalid"] == "true" for link in links)  # type: ignore[index]
    assert page.select_one("[name=point-1-value]")["value"] == "many"  # type: ignore[index]


def test_a_page_to_print_is_the_doctor_s_own(project: World, as_user: Any) -> None:
    user, row = project.enrolled()
    client = as_user(user)
    summary = address(project, row, PROJECT, "summary")
    assert client.get(summary).status_code == 404
    client.post(address(project, row, PROJECT, "save_draft"), {"aim": "Less."})

    assert client.get(summary).status_code == 200
    assert as_user(project.lead).get(summary).status_code == 404


# Evaluation


@pytest.fixture
def form(world: World) -> World:
    return with_activities(world, an_evaluation())


def answers(world: World, *, now: str = "4", before: str = "2", text: str = "Less.") -> dict[str, str]:
    rating, both, choice, free = world.activity(FORM).scoring["questions"]
    return {
        f"question-{rating['id']}.now": now,
        f"question-{both['id']}.now": now,
        f"question-{both['id']}.before": before,
        f"question-{choice['id']}.option": choice["options"][0],
        f"question-{free['id']}.text": text,
    }


def test_answers_are_kept_without_a_name_and_the_draft_is_emptied(form: World, as_user: Any) -> None:
    user, row = form.enrolled()
    client = as_user(user)
    here = address(form, row, FORM)
    client.post(address(form, row, FORM, "save_draft"), answers(form))
    assert len(state()["answers"]) == 4

    client.post(here, answers(form))

    assert state() == {}
    assert facts() == [("completed", {"answered": 4})]
    kept = EvaluationAnswer.objects.order_by("level", "before")
    assert list(kept.values_list("level", "rating", "before", "month")) == [
        ("1", 4, None, date(2026, 9, 1)),
        ("2b", 4, 2, date(2026, 9, 1)),
        ("2b", None, None, date(2026, 9, 1)),
    ]
    assert [each.text for each in EvaluationComment.objects.all()] == ["Less."]
    names = {field.name for model in (EvaluationAnswer, EvaluationComment) for field in model._meta.fields}
    assert names & {"person", "enrolment", "user", "fact", "created_at"} == set()
    response = client.get(here)
    assert "Thank you: your answers are in." in text_of(response)
    assert soup(response).select("form[data-draft] input[type=radio]") == []


def test_a_form_sent_twice_is_answered_once(form: World, as_user: Any) -> None:
    user, row = form.enrolled()
    client = as_user(user)

    for _time in range(2):
        client.post(address(form, row, FORM), answers(form))

    assert EvaluationAnswer.objects.count() == 3
    assert len(facts()) == 1


def test_what_was_not_answered_is_said_and_the_rest_stays(form: World, as_user: Any) -> None:
    user, row = form.enrolled()
    given = answers(form)
    both = form.activity(FORM).scoring["questions"][1]["id"]
    del given[f"question-{both}.before"]

    response = as_user(user).post(address(form, row, FORM), given)

    page = soup(response)
    assert [(each["href"], each.text) for each in page.select(".nhsuk-error-summary a")] == [
        (f"#answer-{both}", "Choose a rating for both, before and now.")
    ]
    assert len(page.select("input[checked]")) == 3
    assert EvaluationAnswer.objects.count() == 0


# Self-assessment


@pytest.fixture
def rated(world: World) -> World:
    publish(load(small_file()))
    framework = Framework.objects.get()
    return with_activities(world, a_self_assessment(framework.node_key("1.1"), framework.node_key("1.2")))


def ratings(world: World, *places: int | None) -> dict[str, str]:
    scoring = world.activity(RATINGS).scoring
    return {
        f"rating-{each['id']}": "none" if place is None else scoring["scale"][place]
        for each, place in zip(scoring["elements"], places, strict=True)
    }


def kept() -> list[tuple[str, Any, int]]:
    rows = SelfRating.objects.unscoped(reason=REASON).select_related("node__framework").order_by("pk")
    return [(each.node.code, each.step, each.steps) for each in rows]


def test_ratings_are_kept_with_their_date_and_edition_and_may_be_given_again(
    rated: World, as_user: Any
) -> None:
    user, row = rated.enrolled()
    here = address(rated, row, RATINGS)
    first = as_user(user)
    seen = soup(first.get(here)).select_one("input[name=seen]")["value"]  # type: ignore[index]
    for _time in range(2):
        first.post(here, {**ratings(rated, 1, None), "seen": seen})
    assert kept() == [("1.1", 2, 2), ("1.2", None, 2)]
    assert facts() == [("completed", {"elements": 2})]

    with time_machine.travel(NOW + timedelta(days=90), tick=False):
        later = as_user(user)
        page = soup(later.get(here))
        assert len(page.select("fieldset:not([disabled]) input[checked]")) == 2
        assert "1 September 2026: step 2 of 2" in " ".join(page.text.split())
        assert "1 September 2026: not assessed" in " ".join(page.text.split())
        seen = page.select_one("input[name=seen]")["value"]  # type: ignore[index]
        later.post(here, {**ratings(rated, 0, 1), "seen": seen})
    assert kept()[2:] == [("1.1", 1, 2), ("1.2", 2, 2)]
    assert len(facts()) == 2


def test_ratings_are_the_doctor_s_alone(rated: World, as_user: Any) -> None:
    user, row = rated.enrolled()
    as_user(user).post(address(rated, row, RATINGS), ratings(rated, 0, 0))

    viewer = trusts.lead_context(rated.lead).viewer
    assert list(SelfRating.objects.visible_to(viewer)) == []
    seen = list(LearningFact.objects.visible_to(viewer))
    assert [fact.result for fact in seen] == [{"elements": 2}]


def test_each_is_rated_or_not_assessed(rated: World, as_user: Any) -> None:
    user, row = rated.enrolled()
    given = dict(list(ratings(rated, 0, 0).items())[:1])

    response = as_user(user).post(address(rated, row, RATINGS), given)

    assert response.status_code == 422
    assert [each.text for each in soup(response).select(".nhsuk-error-summary a")] == [
        "Choose a step, or “Not assessed”."
    ]
    assert kept() == []
