"""What designers ask of the Studio by the interface for programs; for everybody else it is not there."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries
from wagtail.models import Locale

from programmes.enums import QuestionKind
from programmes.models import Module, Programme
from programmes.services.authoring import publish_draft, reading
from tests.api.conftest import Api, page, problem
from tests.competencies.conftest import load, publish, small_file
from tests.factories.banks import a_bank_quiz, make_bank, make_question
from tests.factories.people import a_user
from tests.factories.programmes import (
    a_quiz,
    a_reading,
    an_evaluation,
    make_module,
    make_programme,
    module_version,
)
from tests.programmes.conftest import make_designer

pytestmark = pytest.mark.django_db


@pytest.fixture
def designer(db: None) -> Api:
    return Api(make_designer())


@pytest.fixture
def made(db: None) -> tuple[Module, Programme]:
    """Published, and then changed in the draft of the module."""
    module = make_module("Meetings", activities=[a_reading(), a_quiz("Check", pass_mark=2)])
    programme = make_programme("Leading", modules=[module])
    body = module.stored("body")
    body[0]["value"]["minutes"] = 12
    body[1]["value"]["pass_mark"] = 9
    module.body, module.title = body, "Meetings that end"
    module.save_revision()
    return module, programme


def one(module: Module, what: str) -> str:
    return f"/studio/modules/{module.translation_key}/{what}/"


def test_drafts_with_what_is_published_of_them(
    designer: Api, made: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    module, programme = made
    shown = {
        "key": str(module.translation_key),
        "title": "Meetings that end",
        "language": "en-gb",
        "live": True,
        "has_unpublished_changes": True,
        "version": 1,
        "template": False,
        "copied_from": None,
        "welsh": "missing",
    }

    assert designer.get("/studio/modules/").json() == page(shown)
    module.copy_for_translation(Locale.objects.get_or_create(language_code="cy")[0]).save()
    make_module("Another", publish=False)
    with django_assert_num_queries(5):
        both = designer.get("/studio/modules/").json()["results"]
    assert [(each["title"], each["version"], each["welsh"]) for each in both] == [
        ("Another", None, None),
        (shown["title"], 1, "missing"),
    ]
    assert designer.get("/studio/modules/", live="true", title="THAT END").json() == page(shown)
    (found,) = designer.get("/studio/programmes/").json()["results"]
    assert (found["key"], found["version"]) == (str(programme.translation_key), 1)


def test_findings_of_a_draft_and_of_all_that_is_live(designer: Api, made: Any) -> None:
    module, _programme = made

    found = designer.get(one(module, "preflight")).json()

    assert (found["looked_at"], found["blocks"]) == (1, 1)
    worst = found["findings"][0]
    assert (worst["kind"], worst["key"], worst["title"]) == (
        "module",
        str(module.translation_key),
        "Meetings that end",
    )
    assert worst["severity"] == "block"
    assert worst["what"] == "The pass mark is 9, but there are 2 questions. Lower it or add questions."
    assert worst["path"] == f"body.{module.stored('body')[1]['id']}.pass_mark"
    live = designer.get("/studio/preflight/").json()
    assert (live["looked_at"], live["blocks"]) == (2, 0)
    only = designer.get("/studio/preflight/", kind="module").json()["findings"]
    assert only == [each for each in live["findings"] if each["kind"] == "module"]
    assert designer.get("/studio/preflight/", severity="fatal").status_code == 400


def test_where_it_is_used(designer: Api, made: Any) -> None:
    module, programme = made

    assert designer.get(one(module, "uses")).json() == {
        "uses": [
            {
                "key": str(programme.translation_key),
                "title": "Leading",
                "published": 1,
                "version": 1,
                "in_draft": True,
            }
        ]
    }
    assert designer.get(f"/studio/programmes/{programme.translation_key}/uses/").json() == {"uses": []}


def test_what_is_different(designer: Api, made: Any) -> None:
    module, _programme = made

    found = designer.get(one(module, "differences")).json()

    assert ([each["code"] for each in found["sides"]], found["before"], found["after"]) == (
        ["draft", "1"],
        "1",
        "draft",
    )
    assert [(each["what"], each["before"], each["after"]) for each in found["differences"]] == [
        ("Title", "Meetings", "Meetings that end"),
        ("Minutes", "10", "12"),
        ("Pass mark", "2", "9"),
    ]
    body = module.stored("body")
    body[1]["value"]["pass_mark"] = 1
    module.body = body
    publish_draft(module)
    between = designer.get(one(module, "differences"), before="1", after="2").json()
    assert [each["what"] for each in between["differences"]][-1] == "Pass mark"
    refused = designer.get(one(module, "differences"), before="7")
    assert refused.status_code == 400
    assert problem(refused)["errors"][0]["mend"] == "Choose one of: draft, 2, 1."


def test_banks_and_their_questions(designer: Api, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    bank = make_bank("Ward", description="For the ward.")
    make_question(bank, "Given up", archived=True)
    for kind in QuestionKind:
        question = make_question(bank, f"Of {kind}", kind=kind, tags=["ward", kind], difficulty=2)
    make_module(activities=[a_bank_quiz(bank, draws=[{"count": 1, "tags": "single"}])])
    question.copy_for_translation(Locale.objects.get_or_create(language_code="cy")[0]).save()
    address = f"/studio/question-banks/{bank.uid}/"

    shown = {
        "uid": str(bank.uid),
        "title": "Ward",
        "description": "For the ward.",
        "archived": False,
        "questions": 6,
    }
    assert designer.get("/studio/question-banks/").json() == page(shown)
    assert designer.get(address).json() == shown
    with django_assert_num_queries(6):
        found = designer.get(f"{address}questions/").json()["results"]
    assert {each["kind"] for each in found} == set(QuestionKind.values)
    assert {each["title"]: each["uses"] for each in found if each["uses"]} == {"Of single": 1}
    (numeric,) = designer.get(f"{address}questions/", tag="numeric").json()["results"]
    assert numeric["content"]["accepted"][0]["value"] == "3.14"
    with django_assert_num_queries(6):
        (short,) = designer.get(f"{address}questions/", kind="short_text").json()["results"]
    assert short["languages"] == ["cy", "en-gb"]
    assert designer.get(f"{address}questions/", difficulty="3").json() == page()
    (archived,) = designer.get(f"{address}questions/", archived="true").json()["results"]
    assert archived["title"] == "Given up"


def test_claims_that_a_module_suggests(designer: Api) -> None:
    publish(load(small_file({"What the first element is about.": "Knows their strengths under pressure."})))
    text = "<p>Pressure shows strengths. Lunch is at noon.</p>"
    module = make_module("Rounds", activities=[reading("Why", text)], publish=False)
    address, activity = one(module, "suggested-claims"), module.stored("body")[0]["id"]
    first = {"element": "small-1:1.1", "code": "1.1", "title": "First element"}

    found = designer.get(address).json()
    assert (found["reads"], found["has_framework"], found["dismissed"]) == (True, True, [])
    assert found["suggestions"] == [
        {
            **first,
            "activity": activity,
            "sentences": [{"text": "Pressure shows strengths.", "activity": activity}],
        }
    ]
    act = {"element": first["element"]}
    found = designer.post(address, {**act, "act": "dismiss"}).json()
    assert (found["suggestions"], found["dismissed"]) == ([], [first])
    assert designer.post(address, {**act, "act": "restore"}).json()["dismissed"] == []

    claim = {**act, "act": "claim", "activity": activity, "strength": "practises"}
    for wrong, place in (
        ({**claim, "element": "small-1:9"}, "/element"),
        ({**claim, "activity": "x"}, "/activity"),
        ({**act, "act": "claim", "activity": activity}, "/strength"),
        ({**claim, "strength": "masters"}, "/strength"),
    ):
        answer = designer.post(address, wrong)
        assert (answer.status_code, [each["pointer"] for each in answer.json()["errors"]]) == (422, [place])
    for _twice in range(2):
        assert designer.post(address, claim).json()["suggestions"] == []
    (row,) = Module.objects.get(pk=module.pk).get_latest_revision_as_object().stored("body")
    assert [each["value"] for each in row["value"]["claims"]] == [
        {"competence": "small-1:1.1", "strength": "practises"}
    ]

    Module.objects.filter(pk=module.pk).update(locked=True, locked_by=a_user("other@mail.example"))
    assert designer.post(address, claim).status_code == 409
    assert Api(a_user()).post(address, claim).status_code == 404


def test_for_others_it_is_not_there(designer: Api, made: Any) -> None:
    module, programme = made
    bank = make_bank()
    addresses = [
        "/studio/modules/",
        "/studio/preflight/",
        one(module, "preflight"),
        one(module, "uses"),
        one(module, "differences"),
        one(module, "suggested-claims"),
        "/studio/question-banks/",
        f"/studio/question-banks/{bank.uid}/",
        f"/studio/question-banks/{bank.uid}/questions/",
        f"/studio/programmes/{programme.translation_key}/people/",
        "/studio/moves/",
        "/studio/cases/",
        "/studio/equivalences/",
    ]
    somebody = Api(a_user())

    assert {somebody.get(each).status_code for each in addresses} == {404}
    assert Api().get(addresses[0]).status_code == 401
    assert {designer.get(each).status_code for each in addresses} == {200}
    for wrong in (f"/studio/modules/{uuid4()}/uses/", f"/studio/question-banks/{uuid4()}/", "/studio/media/"):
        assert designer.get(wrong).status_code == 404


def test_figures_of_quizzes_and_forms(designer: Api) -> None:
    bank = make_bank()
    question = make_question(bank, "Who leads?")
    module = make_module("Asking", activities=[a_bank_quiz(bank), an_evaluation()])
    quiz, form = module_version(module).activities.order_by("position")
    about = {"module": str(module.translation_key), "module_title": "Asking"}

    assert designer.get("/studio/quizzes/").json() == {
        "quizzes": [{"key": str(quiz.key), "title": "Prove it", **about, "attempts": 0, "passed": None}]
    }
    (line,) = designer.get(f"/studio/quizzes/{quiz.key}/").json()["questions"]
    assert line == {
        "key": str(question.translation_key),
        "title": "Who leads?",
        "kind": "single",
        "asked": 0,
        "facility": None,
        "discrimination": None,
    }
    assert designer.get("/studio/evaluations/").json() == {
        "forms": [{"key": str(form.key), "title": "Was it worth it?", **about, "respondents": None}]
    }
    found = designer.get(f"/studio/evaluations/{form.key}/").json()
    assert [level["code"] for level in found["levels"]] == ["1", "2b"]
    first = found["levels"][0]["questions"][0]
    assert first["figures"] == {"count": None, "now": None, "before": None, "higher": None}
    for wrong in (f"/studio/quizzes/{form.key}/", f"/studio/evaluations/{quiz.key}/"):
        assert designer.get(wrong).status_code == 404
    assert Api(a_user()).get("/studio/quizzes/").status_code == 404
